import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { lunPaths } from "../machines/lun-paths.ts";
import { writeTree } from "../machines/machine.ts";
import { runInProcess } from "./in-process.ts";

const folder = mkdtempSync(join(tmpdir(), "pathplug-adopt-"));
afterAll(() => rmSync(folder, { recursive: true }));

const NAA = "600a098000000000000000000000000a";
const disks = lunPaths(2);
const dm = {
  "/run/pathplug/dm/table": `mpatha: 0 2097152 multipath 1 queue_if_no_path 0 1 1 service-time 0 2 1 8:0 1 8:16 1\n`,
  "/run/pathplug/dm/status": `mpatha: 0 2097152 multipath 2 0 1 0 1 1 A 0 2 0 8:0 A 0 8:16 A 0\n`,
  "/sys/block/dm-0/dm/name": "mpatha\n",
  "/sys/block/dm-0/dm/uuid": `mpath-3${NAA}\n`,
  "/sys/block/dm-0/dev": "253:0\n",
};

/** A host of multipathd's with one map. */
function host(name: string, conf: string, files: Readonly<Record<string, string>> = {}): readonly string[] {
  const root = join(folder, name);
  writeTree({ disks, files: { ...dm, "/etc/multipath.conf": conf, ...files } }, root);
  return ["--sysroot", root];
}
const dryRun = async (on: readonly string[], ...more: readonly string[]) =>
  await runInProcess(["adopt", "--dry-run", ...more, ...on]);

describe("pathplug adopt --dry-run", () => {
  it("names the maps, what is carried over of multipath.conf, and what is not, with its line", async () => {
    const conf = "defaults {\n\tuser_friendly_names yes\n\tpolling_interval 5\n\tfind_multipaths yes\n}\n";
    const on = host("carried", conf);
    const { stdout, stderr, status } = await dryRun(on);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^mpatha {2}sda sdb/);
    expect(stderr).toContain("2 values are carried over, 1 are not");
    expect(stderr).toMatch(/\/etc\/multipath\.conf:3: polling_interval 5: /);
    const { mode, files, carried } = JSON.parse((await dryRun(on, "--json")).stdout);
    expect([mode, files, carried.length]).toEqual(["yes", ["/etc/pathplug/pathplug.json"], 2]);
  });

  it("takes the mode that it is given, and settings that the site has already stay", async () => {
    const conf = "defaults {\n find_multipaths yes\n}\n";
    expect(JSON.parse((await dryRun(host("given", conf), "--mode", "strict", "--json")).stdout).mode).toBe(
      "strict",
    );
    const own = host("own", conf, {
      "/etc/pathplug/pathplug.json": '{ "defaults": { "failback": "manual" } }',
    });
    expect(JSON.parse((await dryRun(own, "--json")).stdout)).toMatchObject({
      mode: "known",
      files: [],
      carried: [],
    });
  });

  it("is refused where what multipath.conf excludes cannot be said here", async () => {
    const on = host(
      "pattern",
      'blacklist {\n wwid "^(.)\\\\1"\n property "(SCSI_IDENT_|ID_WWN)x*"\n device {\n vendor "A+B"\n product ".*"\n }\n}\n',
    );
    const { stderr, status } = await dryRun(on);
    expect([status, stderr]).toEqual([1, expect.stringContaining("conf-pattern")]);
    expect((await dryRun(on, "--skip-settings")).status).toBe(0);
  });
});

describe("pathplug release --dry-run", () => {
  const note = {
    "/etc/pathplug/adopted": "units=multipathd.service\nactive=multipathd.service\nrules=\nfiles=\n",
  };
  const release = async (on: readonly string[]) => await runInProcess(["release", "--dry-run", ...on]);

  it("says what would be undone", async () => {
    const on = host("adopted", "", { ...note, "/usr/sbin/multipathd": "" });
    const { stderr, status } = await release(on);
    expect([status, stderr]).toEqual([
      0,
      expect.stringContaining("would leave 1 maps to multipathd; multipathd.service would be"),
    ]);
  });

  it.each([
    ["that was not adopted", {}, 1, "not-adopted"],
    ["without multipathd", note, 69, "program-missing"],
  ])("is refused on a host %s", async (what, files, status, code) => {
    const ran = await release(host(what.replaceAll(" ", "-"), "", files));
    expect([ran.status, ran.stderr]).toEqual([status, expect.stringContaining(code)]);
  });
});
