import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { archiveOf, joined } from "../core/freeze/archive.ts";
import { runInProcess } from "./in-process.ts";

const folder = mkdtempSync(join(tmpdir(), "pathplug-freeze-"));
afterAll(() => rmSync(folder, { recursive: true }));

const entry = 'PATHPLUG_FORMAT="1"\nPATHPLUG_WWID="35a1"\nPATHPLUG_SECTORS="2048"\n';
const host: Readonly<Record<string, string>> = {
  "etc/pathplug/owner": "PATHPLUG_OWNER=pathplug\n",
  "etc/pathplug/luns.d/naa.5a1": entry,
  "usr/lib/pathplug/worker": "#!/bin/sh\n",
  "usr/sbin/dmsetup": "ELF",
  "proc/self/mountinfo": "22 1 252:0 / / rw shared:1 - ext4 /dev/dm-0 rw\n",
  "sys/class/block/dm-0/dm/uuid": "mpath-35a1\n",
};

/** A machine's directory with files of its own. */
function machine(name: string, files: Readonly<Record<string, string>> = host): readonly string[] {
  const root = join(folder, name);
  mkdirSync(join(root, "sys"), { recursive: true });
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return ["--sysroot", root];
}

const frozen = {
  "etc/pathplug/owner": host["etc/pathplug/owner"] ?? "",
  "etc/pathplug/luns.d/naa.5a1": entry,
  "etc/pathplug/frozen/naa.5a1": "",
  "usr/lib/pathplug/worker": "#!/bin/sh\n",
  "usr/sbin/dmsetup": "ELF",
  "scripts/init-top/pathplug": "",
};

/** An initramfs: microcode first, then the files, packed by a program. */
function image(name: string, files: Readonly<Record<string, string>>, packer: readonly string[]): string {
  const stored = Object.entries(files).map(([path, data]) => ({ name: path, data }));
  const [program = "", ...argv] = packer;
  const { stdout, error } = spawnSync(program, argv, {
    input: archiveOf({ name: "etc/pathplug/frozen", mode: 0o040755 }, ...stored),
  });
  expect(error).toBeUndefined();
  const path = join(folder, name);
  writeFileSync(path, joined(archiveOf({ name: "kernel/x86/microcode" }), new Uint8Array(256), stdout));
  return path;
}

describe("pathplug freeze", () => {
  it("lists what an initramfs needs, of what this host has", async () => {
    const { stdout, status } = await runInProcess(["freeze", ...machine("listed")]);
    expect(status).toBe(0);
    expect(stdout).toMatch(
      /^file \/etc\/pathplug\/owner\nfile \/usr\/lib\/pathplug\/worker\nfile \/etc\/pathplug\/luns\.d\/naa\.5a1\nprogram \/usr\/sbin\/dmsetup\nmodule dm_multipath\n/,
    );
    expect(stdout.split("\n").filter((line) => line.startsWith("lun"))).toEqual(["lun naa.5a1"]);
  });

  it("has JSON with a schema, and all LUNs where they are asked for", async () => {
    const { stdout } = await runInProcess(["freeze", "--luns", "all", "--json", ...machine("all")]);
    const { schema, items } = JSON.parse(stdout);
    expect([schema, items.at(-1)]).toEqual(["pathplug.freeze/1", { kind: "lun", key: "all" }]);
  });

  it("has nothing for a host of others", async () => {
    const of = machine("other", { ...host, "etc/pathplug/owner": "multipathd\n" });
    const { stderr, status } = await runInProcess(["freeze", ...of]);
    expect([status, stderr]).toEqual([1, expect.stringContaining("not-owner")]);
  });

  it.each([["gzip"], ["zstd", "-q"], ["xz"]])(
    "finds no fault with an initramfs that has everything (%s)",
    async (...packer) => {
      const file = image(`whole-${packer[0]}`, frozen, packer);
      const { stdout, stderr, status } = await runInProcess([
        "freeze",
        "--check",
        file,
        ...machine(`host-${packer[0]}`),
      ]);
      expect([stdout, status]).toEqual(["", 0]);
      expect(stderr).toContain("has what this host needs");
    },
  );

  it("says what one lacks, and what in it is stale, and ends with 2", async () => {
    const { "usr/sbin/dmsetup": _, ...lacking } = frozen;
    const renamed = { ...lacking, "etc/pathplug/luns.d/naa.5a1": `${entry}PATHPLUG_ALIAS="old"\n` };
    const file = image("stale", renamed, ["gzip"]);
    const of = machine("host-stale");
    const { stdout, status } = await runInProcess(["freeze", "--check", file, ...of]);
    expect([stdout, status]).toEqual([
      "lacks /usr/sbin/dmsetup\nstale /etc/pathplug/luns.d/naa.5a1: has the name old, which is none now\n",
      2,
    ]);
    const json = await runInProcess(["freeze", "--check", file, "--json", ...of]);
    expect(JSON.parse(json.stdout)).toMatchObject({
      schema: "pathplug.freeze-check/1",
      lacks: ["/usr/sbin/dmsetup"],
    });
  });

  it.each([
    ["is missing", "nowhere", undefined, /input-unreadable/],
    ["is no initramfs", "text", "hello", /image-unreadable.*offset 0|image-unreadable/],
    [
      "is cut short",
      "cut",
      archiveOf({ name: "a", data: "long enough to be cut" }).subarray(0, 118),
      /cut short or damaged/,
    ],
    ["does not unpack", "broken", Uint8Array.of(0x1f, 0x8b, 8, 0, 1, 2, 3), /gzip cannot unpack it/],
  ])("refuses a file that %s", async (_, name, content, said) => {
    const file = join(folder, name);
    if (content !== undefined) writeFileSync(file, content);
    const { status, stderr } = await runInProcess(["freeze", "--check", file, ...machine("bad")]);
    expect(status).toBe(65);
    expect(stderr).toMatch(said);
  });
});
