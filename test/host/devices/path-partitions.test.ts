import { describe, expect, it } from "vitest";
import { dropPartitions, returnDisks } from "../../../host/devices/path-partitions.ts";
import { newRoot, treeSystem, writeFiles } from "../tree-system.ts";

function machine(files: Readonly<Record<string, string>>) {
  const root = newRoot();
  writeFiles(root, files);
  return treeSystem(root, { partx: "exit 0" });
}

const held = { "/sys/block/sda/holders/dm-0/dev": "253:0\n", "/sys/block/sdb/holders/dm-0/dev": "253:0\n" };
const parted = { "/sys/block/sda/sda1/partition": "1\n", "/sys/block/sda/sda2/partition": "2\n" };

describe("partitions of paths", () => {
  it.each([
    ["go where a map holds the path", { ...held, ...parted }, ["partx --delete --nr 1:1024 /dev/sda"]],
    ["stay where nothing holds it: it has no map", { "/sys/block/sda/holders/x": "", ...parted }, []],
    ["cost nothing where there are none", { ...held, "/sys/block/sda/size": "1\n" }, []],
    ["of a disk that is gone are none", {}, []],
  ])("%s", async (title, files, expected) => {
    const { system, calls } = machine({ "/etc/hostname": "", ...files });
    // The directory is there and empty: the name of a holder is what counts.
    const list: typeof system.list = (path) =>
      title.startsWith("stay") && path.endsWith("/holders") ? [] : system.list(path);
    await dropPartitions({ ...system, list }, ["sda", "sdb"]);
    expect(calls).toEqual(expected);
  });

  it("are read again when the disks are given back", async () => {
    const { system, calls } = machine({ "/sys/block/sda/uevent": "", "/sys/block/sdb/uevent": "" });
    await returnDisks(system, ["sda", "sdb"]);
    expect([...calls].sort()).toEqual(["partx --add /dev/sda", "partx --add /dev/sdb"]);
  });
});
