import { describe, expect, it } from "vitest";
import { readLiveMaps, readMapPathStates } from "../../../host/device-mapper/live-maps.ts";
import { newRoot, treeSystem, writeFiles } from "../tree-system.ts";

const TABLE = "0 2048 multipath 1 queue_if_no_path 0 1 1 service-time 0 1 1 8:0 1";
const map = {
  "/sys/block/dm-0/dm/uuid": "mpath-3600\n",
  "/sys/block/dm-0/dm/name": "a\n",
  "/sys/block/dm-0/dm/suspended": "0\n",
};
const partition = {
  "/sys/block/dm-0/holders/dm-1/dev": "253:1\n",
  "/sys/block/dm-1/dm/uuid": "part1-mpath-3600\n",
  "/sys/block/dm-1/dm/name": "a-part1\n",
};

describe("how often a map is open", () => {
  it.each<[string, Readonly<Record<string, string>>, string, number]>([
    ["by nobody", {}, "dm-0 0 L--w", 0],
    ["by a mount", {}, "dm-0 1 L--w", 1],
    ["by a partition that nobody has open", partition, "dm-0 1 L--w\\ndm-1 0 L--w", 0],
    ["by a partition that is mounted", partition, "dm-0 1 L--w\\ndm-1 1 L--w", 1],
    ["by a partition that nobody has open, and a mount", partition, "dm-0 2 L--w\\ndm-1 0 L--w", 1],
    ["by a partition of which nothing is known", partition, "dm-0 1 L--w", 1],
    ["is not known", {}, "", 1],
  ])("%s", async (_, files, infos, count) => {
    const root = newRoot();
    writeFiles(root, { ...map, ...files });
    const dmsetup = `case $1 in info) printf '${infos}\\n';; table) echo 'a: ${TABLE}';; esac`;
    const { system } = treeSystem(root, { dmsetup });
    expect((await readLiveMaps(system)).map(({ openCount }) => openCount)).toEqual([count]);
  });
});

describe("a map without a path", () => {
  it.each([
    ["ACTIVE (DEFERRED REMOVE)", true],
    ["ACTIVE", undefined],
  ])("that is %s", async (state, deferredRemove) => {
    const root = newRoot();
    writeFiles(root, map);
    const long = `Name:              a\\nState:             ${state}\\nRead Ahead:        256\\n`;
    const info = `case $2 in -c) echo 'dm-0 1 L--w';; *) printf '${long}';; esac`;
    const dmsetup = `case $1 in info) ${info};; table) echo 'a: 0 2048 multipath 0 0 0 0';; esac`;
    const { system } = treeSystem(root, { dmsetup });
    expect((await readLiveMaps(system)).map((one) => one.deferredRemove)).toEqual([deferredRemove]);
  });
});

describe("what is read of maps whose paths alone are of interest", () => {
  it("leaves out a map that was renamed meanwhile: its name may be another one's by now", async () => {
    const root = newRoot();
    const other = { "/sys/block/dm-1/dm/uuid": "mpath-3601\n", "/sys/block/dm-1/dm/name": "b\n" };
    writeFiles(root, { ...map, ...other });
    // What is called `b` when dmsetup tells of it was `a` before.
    const dmsetup = `case $1 in table)
      echo c >$0/sys/block/dm-1/dm/name; echo b >$0/sys/block/dm-0/dm/name; echo 'b: ${TABLE}';; esac`;
    const { system } = treeSystem(root, { dmsetup });
    expect(await readMapPathStates(system)).toEqual([]);
  });
});
