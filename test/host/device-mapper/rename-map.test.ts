import { rmSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { renameMap } from "../../../host/device-mapper/rename-map.ts";
import { newRoot, type Programs, treeSystem, writeFiles } from "../tree-system.ts";

let root = "";
beforeEach(() => {
  root = newRoot();
  writeFiles(root, {
    "sys/block/dm-0/dm/name": "mpatha\n",
    "sys/block/dm-0/dm/uuid": "mpath-W0\n",
    "sys/block/dm-1/dm/name": "mpatha-part1\n",
    "sys/block/dm-1/dm/uuid": "part1-mpath-W0\n",
    "sys/block/dm-2/dm/name": "mpatha-part2\n",
    "sys/block/dm-2/dm/uuid": "part2-mpath-W0\n",
    "sys/block/dm-3/dm/name": "mpatha-copy\n",
    "sys/block/dm-3/dm/uuid": "LVM-x\n",
    "sys/block/dm-0/holders/dm-1/x": "",
    "sys/block/dm-0/holders/dm-2/x": "",
    "sys/block/dm-0/holders/dm-3/x": "",
    "run/pathplug/cookies/x": "",
  });
});
afterEach(() => rmSync(root, { recursive: true }));

/** What kpartx' rule does when a map is renamed, as far as `parts` go. */
const dmsetup = (parts: readonly number[]): string => `[ "$1" = rename ] || { echo 0xd4d1; exit 0; }
while [ "$2" = --udevcookie ]; do shift 2; done
shift $(($# - 2))
case $1 in mpatha) dm=0 ;; *part1) dm=1 ;; *part2) dm=2 ;; esac
echo "$2" >"$0/sys/block/dm-$dm/dm/name"
[ "$1" = mpatha ] || exit 0
${parts.map((part) => `echo "$2-part${part}" >"$0/sys/block/dm-${part}/dm/name"`).join("\n")}`;

const renames = (calls: readonly string[]) =>
  calls.filter((call) => call.includes(" rename ")).map((call) => call.replace(/ --udevcookie \S+/, ""));

describe("renaming a map", () => {
  it.each<[string, Programs, readonly string[]]>([
    ["kpartx' rule takes its partitions along", { dmsetup: dmsetup([1, 2]) }, ["mpatha data"]],
    [
      "those that it leaves are renamed too, and nothing else that lies on the map",
      { dmsetup: dmsetup([1]) },
      ["mpatha data", "mpatha-part2 data-part2"],
    ],
    [
      "where kpartx is missing, all",
      { dmsetup: dmsetup([]) },
      ["mpatha data", "mpatha-part1 data-part1", "mpatha-part2 data-part2"],
    ],
    ["nothing is bound to it", { dmsetup: dmsetup([1, 2]), systemctl: "echo; echo; echo" }, ["mpatha data"]],
  ])("%s", async (_name, programs, wanted) => {
    const { system, calls } = treeSystem(root, programs);
    expect(await renameMap(system, "mpatha", "data", 1_000)).toEqual({ kind: "renamed" });
    expect(renames(calls)).toEqual(wanted.map((words) => `dmsetup rename ${words}`));
  });

  it("is not done while a unit of systemd is bound to it or to a partition", async () => {
    const programs = {
      dmsetup: dmsetup([]),
      systemctl: 'echo; echo "mnt-a.mount mnt-b.mount"; echo mnt-a.mount',
    };
    const { system, calls } = treeSystem(root, programs);
    expect(await renameMap(system, "mpatha", "data", 1_000)).toEqual({
      kind: "kept",
      reason: "mnt-a.mount mnt-b.mount",
    });
    expect(renames(calls)).toEqual([]);
    expect(calls[0]?.split(" ").slice(4)).toEqual(
      ["mpatha", "mpatha\\x2dpart1", "mpatha\\x2dpart2"].flatMap((name) => [
        `dev-mapper-${name}.device`,
        `dev-disk-by\\x2did-dm\\x2dname\\x2d${name}.device`,
      ]),
    );
  });

  it.each([
    ["is not done while systemd gives no answer", "run/systemd/system/x", "kept"],
    ["is done where there is no systemd", "run/x", "renamed"],
  ])("%s", async (_name, file, kind) => {
    writeFiles(root, { [file]: "" });
    const { system } = treeSystem(root, { dmsetup: dmsetup([1, 2]), systemctl: "echo broken >&2; exit 1" });
    expect(await renameMap(system, "mpatha", "data", 1_000)).toMatchObject({ kind });
  });

  it("that device-mapper refuses leaves the partitions as they are", async () => {
    const { system, calls } = treeSystem(root, {
      dmsetup: '[ "$1" != rename ] || { echo taken >&2; exit 1; }',
    });
    expect(await renameMap(system, "mpatha", "data", 1_000)).toEqual({ kind: "failed", reason: "taken" });
    expect(renames(calls)).toHaveLength(1);
  });
});
