import { describe, expect, it } from "vitest";
import { pathsOfMaps } from "../../../core/recheck/failed-paths.ts";
import { parseStatus } from "../../../core/topology/dm-status.ts";

function status(text: string) {
  const parsed = parseStatus(text);
  if (parsed.kind === "broken") throw new Error(parsed.diagnostic.message);
  return parsed.value;
}

describe("the paths of maps", () => {
  it("are counted by what the kernel says of them", () => {
    const text = "0 2048 multipath 2 0 0 0 2 1 A 0 2 2 8:0 A 0 0 1 8:16 F 3 0 1 E 0 1 2 8:32 F 1 0 1";
    expect(pathsOfMaps([{ name: "data", uuid: "mpath-3600a", status: status(text) }])).toEqual([
      {
        map: "data",
        wwid: "3600a",
        active: 1,
        paths: new Set(["8:0", "8:16", "8:32"]),
        used: new Set(["8:0"]),
        groups: { current: 1, usable: [true, false], disabled: [false, false] },
        queueing: false,
        failed: [
          { map: "data", wwid: "3600a", devt: "8:16" },
          { map: "data", wwid: "3600a", devt: "8:32" },
        ],
      },
    ]);
  });

  it("are in use by the group that the table names, where the map has carried nothing since its last table", () => {
    const text = "0 2048 multipath 2 0 0 0 2 2 E 0 1 2 8:0 A 0 0 1 E 0 1 2 8:16 A 0 0 1";
    const table = { sectors: 2048, features: [], hwhandler: [], initialGroup: 2, groups: [] };
    const [map] = pathsOfMaps([{ name: "data", uuid: "mpath-3600a", table, status: status(text) }]);
    expect(map?.groups).toEqual({ current: 2, usable: [true, true], disabled: [false, false] });
  });

  it("are usable in a group that the kernel has disabled: it is enabled by changing over to it", () => {
    const text = "0 2048 multipath 2 0 0 0 2 2 D 0 1 2 8:0 A 0 0 1 A 0 1 2 8:16 A 0 0 1";
    const [map] = pathsOfMaps([{ name: "data", uuid: "mpath-3600a", status: status(text) }]);
    expect(map?.groups).toEqual({ current: 2, usable: [true, true], disabled: [true, false] });
  });

  it("queue, where the table says so, whatever the status counts", () => {
    const table = {
      sectors: 2048,
      features: ["queue_if_no_path"],
      hwhandler: [],
      initialGroup: 0,
      groups: [],
    };
    const paths = (features: readonly string[]) =>
      pathsOfMaps([
        {
          name: "data",
          uuid: "mpath-3600a",
          table: { ...table, features },
          status: status("0 2048 multipath 2 1 0 0 0 0"),
        },
      ]);
    expect(paths(["queue_if_no_path"])).toMatchObject([{ active: 0, queueing: true }]);
    expect(paths([])).toMatchObject([{ active: 0, queueing: false }]);
  });

  it("of a map without a status are not known", () => {
    expect(pathsOfMaps([{ name: "data", uuid: "mpath-3600a" }])).toEqual([]);
  });
});
