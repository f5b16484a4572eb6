import { describe, expect, it } from "vitest";
import { performChange } from "../../../host/device-mapper/perform-action.ts";
import { treeSystem } from "../tree-system.ts";
import { partitionedMap } from "./partitioned-map.ts";

/** A map with one partition; returns what dmsetup is told for a reload, cookies left out. */
async function toldFor(deferral: "set" | "cancel" | undefined, script: string): Promise<readonly string[]> {
  const { system, calls } = treeSystem(partitionedMap(1), { dmsetup: script });
  await performChange(system, {
    kind: "reload",
    name: "data",
    wwid: "3600",
    uuid: "mpath-3600",
    table: "0 8 multipath 0 0 0 0",
    reason: "its last path is gone",
    ...(deferral === undefined ? {} : { deferral }),
  });
  return calls
    .filter((call) => !call.includes("cookie ") && !call.endsWith("cookie"))
    .map((call) => call.replace("dmsetup ", ""));
}

const LOAD = "load --uuid mpath-3600 --table 0 8 multipath 0 0 0 0";
const RESUME = "resume --uuid mpath-3600 --noflush --nolockfs";

describe("a map that is to go when it is closed", () => {
  it.each([
    ["set" as const, [LOAD, RESUME, "remove --deferred data-part1", "remove --deferred data"]],
    [
      "cancel" as const,
      [
        "message data-part1 0 @cancel_deferred_remove",
        "message data 0 @cancel_deferred_remove",
        LOAD,
        RESUME,
      ],
    ],
    [undefined, [LOAD, RESUME]],
  ])("%s: its partitions too", async (deferral, told) => {
    expect(await toldFor(deferral, "exit 0")).toEqual(told);
  });

  it("is not told so where its table was refused", async () => {
    expect(await toldFor("set", "exit 1")).toEqual([LOAD]);
  });
});
