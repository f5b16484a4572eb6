import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { MACHINES } from "../machines/index.ts";
import { type MachineSpec, writeTree } from "../machines/machine.ts";
import { runInProcess } from "./in-process.ts";
import { root } from "./run.ts";

const folder = mkdtempSync(join(tmpdir(), "pathplug-recorded-"));
const READS = [
  ["topology"],
  ["topology", "--json"],
  ["plan", "--json"],
  ["explain", "sda"],
  ["explain", "sdd", "--json"],
  ["list", "paths"],
  ["status"],
  ["doctor"],
  ["enable", "--dry-run"],
  ["rules", "check"],
];

function treeOf(name: string, spec: MachineSpec, linked: boolean): string {
  const tree = join(folder, `${name}-${linked ? "linked" : "plain"}`);
  writeTree(spec, tree, linked);
  return tree;
}

/** With links as sysfs has them, and, as whoever copies files by hand leaves them, without. */
const LINKED = ["netapp-alua"];
const cases = Object.entries(MACHINES).flatMap(([name, spec]) => [
  [`${name}, plain directories`, name, spec, false] as const,
  ...(LINKED.includes(name) ? [[`${name}, links`, name, spec, true] as const] : []),
]);

describe("a recording", () => {
  it.each(cases)(
    "of a tree answers every read command as the tree does: %s",
    async (_, name, spec, linked) => {
      const tree = treeOf(name, spec, linked);
      const file = `${tree}.ppb`;
      expect((await runInProcess(["record", "--sysroot", tree, "-o", file])).status).toBe(0);
      for (const argv of READS) {
        const asked = await runInProcess([...argv, "--sysroot", tree]);
        expect(await runInProcess([...argv, "--replay", file])).toEqual(asked);
      }
    },
  );

  it("of a recording is the same recording", async () => {
    const [first, second] = [join(folder, "first.ppb"), join(folder, "second.ppb")];
    await runInProcess(["record", "--replay", "test/machines/netapp-alua.ppb", "-o", first]);
    await runInProcess(["record", "--replay", first, "-o", second]);
    expect(readFileSync(second).equals(readFileSync(first))).toBe(true);
  });

  it("is written by a command that says how much it holds, and that tells where it could not", async () => {
    const replay = ["--replay", "test/machines/virtio-only.ppb"];
    const written = await runInProcess(["record", ...replay, "--json", "-o", join(folder, "one.ppb")]);
    expect(JSON.parse(written.stdout)).toMatchObject({
      schema: "pathplug.record/1",
      files: expect.any(Number),
    });
    const failed = await runInProcess(["record", ...replay, "-o", "/nowhere/one.ppb"]);
    expect(failed).toMatchObject({ status: 1, stderr: expect.stringContaining("write-failed") });
  });
});

describe("a device named by a link that the recorded udev database has", () => {
  it.each(["explain", "topology", "inspect", "table render"])("is found by %s", async (line) => {
    const link = "/dev/disk/by-path/pci-0000:00:05.0-scsi-2:0:0:0";
    const asked = (what: string) =>
      runInProcess([...line.split(" "), what, "--replay", "test/machines/netapp-alua.ppb"]);
    const byLink = await asked(link);
    expect(byLink.status).toBe(0);
    expect(byLink).toEqual(await asked("sda"));
  });
});

describe("inspect of what is called as a disk is", () => {
  const file = join(folder, "sda");
  const replay = ["--replay", "test/machines/netapp-alua.ppb"];

  it.each([
    ["a file by its whole path", file],
    ["a file by a path from here", relative(root, file)],
  ])("reads %s", async (_, what) => {
    writeFileSync(file, "0083000c0103000850000000c9123456\n");
    const { stdout } = await runInProcess(["inspect", "--json", what, ...replay]);
    expect(JSON.parse(stdout)).toMatchObject({ wwid: "350000000c9123456" });
  });

  it.each(["sda", "/dev/sda", "/sys/block/sda"])(
    "reads the disk of the recorded machine: %s",
    async (what) => {
      const { stdout } = await runInProcess(["inspect", what, ...replay]);
      expect(stdout).toContain("NETAPP");
    },
  );
});

describe("an anonymized recording", () => {
  it.each(Object.entries(MACHINES))(
    "holds no serial number and no vendor's part of an id: %s",
    async (name, spec) => {
      const file = join(folder, `${name}-anonymous.ppb`);
      await runInProcess(["record", "--anonymize", "--replay", `test/machines/${name}.ppb`, "-o", file]);
      const text = gunzipSync(readFileSync(file)).toString();
      const bundle = JSON.parse(text) as { files: Record<string, string | { base64: string }> };
      const contents = Object.values(bundle.files)
        .map((one) => (typeof one === "string" ? one : Buffer.from(one.base64, "base64").toString("latin1")))
        .join("\n");
      const everything = `${text} ${contents} ${Buffer.from(contents, "latin1").toString("hex")}`;
      const secrets = spec.disks.flatMap(({ naa, serial }) => [naa?.slice(7), serial]);
      const found = secrets.filter((secret) => secret !== undefined && everything.includes(secret));
      expect(found).toEqual([]);
    },
  );

  it.each(Object.keys(MACHINES))("is judged as the machine was: %s", async (name) => {
    const file = join(folder, `${name}-anonymous.ppb`);
    await runInProcess(["record", "--anonymize", "--replay", `test/machines/${name}.ppb`, "-o", file]);
    const shapeOf = async (from: string): Promise<unknown> => {
      const { stdout } = await runInProcess(["plan", "--json", "--replay", from]);
      const { actions, refused } = JSON.parse(stdout) as {
        actions: { kind: string; wwid: string; table: string | null; profile: string | null }[];
        refused: { path: string; code: string }[];
      };
      return {
        actions: actions
          // Of an id what tells its kind and the vendor: 3600a098, IBM.
          .map(({ kind, wwid, table, profile }) => [kind, wwid.slice(0, 8).split(".")[0], table, profile])
          .sort((a, b) => String(a[2]).localeCompare(String(b[2]))),
        refused: refused.map(({ path, code }) => [path, code]).sort(),
      };
    };
    expect(await shapeOf(file)).toEqual(await shapeOf(`test/machines/${name}.ppb`));
  });
});

describe("a tree that somebody put together by hand", () => {
  const spec = MACHINES["netapp-alua"] as MachineSpec;

  /** What is taken away from the tree of the array, and the map names and refusals that are left. */
  it.each([
    ["nothing", [], { names: 4, refused: 0 }],
    [
      "the device-mapper directories",
      ["sys/block/dm-0", "sys/block/dm-1", "sys/block/dm-2", "sys/block/dm-3"],
      { names: 4, refused: 0 },
    ],
    ["the standard INQUIRY bytes of a disk", ["sys/block/sda/device/inquiry"], { names: 4, refused: 0 }],
    [
      "page 83 and the kernel's id of a disk",
      ["sys/block/sda/device/vpd_pg83", "sys/block/sda/device/wwid"],
      { names: 4, refused: 1 },
    ],
    ["the numbers of a disk", ["sys/block/sda/dev"], { names: 4, refused: 0 }],
    [
      "everything but sys/block and the tables",
      ["proc", "etc", "run/udev", "usr", "sys/class", "sys/module"],
      { names: 4, refused: 0 },
    ],
    ["the tables", ["run/pathplug/dm"], { names: 4, refused: 0 }],
  ] as const)("is read without %s", async (what, removed, { names, refused }) => {
    const tree = join(folder, `by-hand-${what.replaceAll(" ", "-")}`);
    writeTree(spec, tree);
    for (const path of removed) rmSync(join(tree, path), { recursive: true });
    const topology = await runInProcess(["topology", "--json", "--sysroot", tree]);
    const { maps } = JSON.parse(topology.stdout) as { maps: { name: string; uuid: string; dm: string }[] };
    expect(maps).toHaveLength(names);
    expect(maps.every(({ uuid, dm }) => /^mpath-3600a098/.test(uuid) && /^dm-[0-3]$/.test(dm))).toBe(true);
    const plan = await runInProcess(["plan", "--json", "--sysroot", tree]);
    expect((JSON.parse(plan.stdout) as { refused: unknown[] }).refused).toHaveLength(refused);
    expect(plan.status).toBe(0);
  });

  /** The kernel's id of sda, the file that registers it, and the claim in mode `listed` while udev knows nothing yet. */
  it.each([
    ["naa.600a098038303053453f4830424d4e50", "naa.600a098038303053453f4830424d4e50", true, "registered"],
    ["t10.NETAPP LUN", "t10.NETAPP LUN", true, "registered"],
    ["t10.NETAPP LUN", "naa.600a098038303053453f4830424d4e50", false, "not-listed"],
    ["../../etc", "naa.600a098038303053453f4830424d4e50", false, "no-identity"],
    [".hidden", ".hidden", false, "no-identity"],
  ])("is explained by the file that the claim rule looks for: %s, %s", async (id, name, claimed, reason) => {
    const tree = mkdtempSync(join(folder, "registered-"));
    writeTree(spec, tree);
    rmSync(join(tree, "run/udev/data"), { recursive: true });
    mkdirSync(join(tree, "etc/pathplug/luns.d"));
    writeFileSync(join(tree, "etc/pathplug/owner"), "pathplug listed\n");
    writeFileSync(join(tree, "sys/block/sda/device/wwid"), `${id}\n`);
    const text = "PATHPLUG_FORMAT=1\nPATHPLUG_WWID=3600a098038303053453f4830424d4e50\n";
    writeFileSync(join(tree, "etc/pathplug/luns.d", name), text);
    const { stdout } = await runInProcess(["explain", "sda", "--json", "--sysroot", tree]);
    expect(JSON.parse(stdout)).toMatchObject({ identity: { kernelId: id }, claim: { claimed, reason } });
  });

  it("is explained as the rule leaves it: a claimed path that a map holds stays one", async () => {
    const tree = mkdtempSync(join(folder, "held-"));
    writeTree(spec, tree);
    writeFileSync(join(tree, "etc/pathplug/owner"), "pathplug listed\n");
    const { stdout } = await runInProcess(["explain", "sda", "--json", "--sysroot", tree]);
    expect(JSON.parse(stdout).claim).toEqual({ claimed: true, reason: "held-by-map" });
  });

  it.each([
    ["a claimed path", "sda1", { claimed: true, reason: "partition-of-path" }],
    ["another disk", "vda1", { claimed: false, reason: "not-a-disk" }],
  ])("explains a partition of %s by its disk", async (_, part, claim) => {
    const tree = mkdtempSync(join(folder, "partition-"));
    writeTree(spec, tree);
    mkdirSync(join(tree, "sys/block/sda/sda1"));
    writeFileSync(join(tree, "sys/block/sda/sda1/partition"), "1\n");
    const { stdout } = await runInProcess(["explain", part, "--json", "--sysroot", tree]);
    expect(JSON.parse(stdout).claim).toEqual(claim);
    const told = await runInProcess(["explain", part, "--sysroot", tree]);
    expect(told.stdout).toContain(claim.claimed ? "a partition of a claimed path" : "not a whole SCSI disk");
  });

  it("says of its devices what would be if pathplug owned it, where it names no owner", async () => {
    const tree = join(folder, "no-owner");
    mkdirSync(tree);
    writeTree(spec, tree);
    for (const path of ["run/udev", "etc", "run/pathplug/armed"])
      rmSync(join(tree, path), { recursive: true });
    const { stdout, stderr } = await runInProcess(["explain", "sda", "--json", "--sysroot", tree]);
    expect(JSON.parse(stdout).claim).toEqual({ claimed: true, reason: "first-path" });
    expect(stderr).toContain("as if pathplug were");
    mkdirSync(join(tree, "etc/pathplug"), { recursive: true });
    writeFileSync(join(tree, "etc/pathplug/owner"), "multipathd\n");
    const other = await runInProcess(["explain", "sda", "--json", "--sysroot", tree]);
    expect(JSON.parse(other.stdout).claim).toEqual({ claimed: false, reason: "not-owner" });
  });
});
