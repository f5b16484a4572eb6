import { describe, expect, it } from "vitest";
import { performChange } from "../../../host/device-mapper/perform-action.ts";
import { treeSystem } from "../tree-system.ts";
import { partitionedMap } from "./partitioned-map.ts";

const UEVENT = "/sys/block/dm-0/uevent";

/** Removes a map with a partition, of which dmsetup says `busy`; what udev is told of the map, and what has come of it. */
async function removed(busy: string) {
  const root = partitionedMap(1, { more: { [UEVENT]: "" } });
  const dmsetup = `[ "$1 $2" != "remove ${busy}" ] || { echo "Device or resource busy" >&2; exit 1; }`;
  const { system } = treeSystem(root, { dmsetup });
  const action = { kind: "remove", name: "data", wwid: "3600", uuid: "mpath-3600", reason: "asked for" };
  const { kind } = await performChange(system, { ...action, kind: "remove" });
  return [kind, new TextDecoder().decode(system.readBytes(UEVENT))];
}

describe("a map that is removed", () => {
  it.each([
    ["goes with its partitions, and udev is told nothing more", "nobody", ["changed", ""]],
    ["stays with a partition that is in use, and nothing has changed", "data-part1", ["failed", ""]],
    [
      "gets the partitions back that have gone where it is in use itself: udev looks at it",
      "data",
      ["failed", "change"],
    ],
  ])("%s", async (_, busy, expected) => {
    expect(await removed(busy)).toEqual(expected);
  });
});
