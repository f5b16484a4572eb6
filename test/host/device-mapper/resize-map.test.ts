import { describe, expect, it } from "vitest";
import { performChange } from "../../../host/device-mapper/perform-action.ts";
import { treeSystem } from "../tree-system.ts";
import { partitionedMap } from "./partitioned-map.ts";

/** A map with two partitions, of which kpartx' rule leaves the second suspended; returns what dmsetup is told for a resize. */
async function toldFor(script: string): Promise<readonly string[]> {
  const { system, calls } = treeSystem(partitionedMap(2, { suspended: 2 }), { dmsetup: script });
  await performChange(system, {
    kind: "resize",
    name: "data",
    wwid: "3600",
    uuid: "mpath-3600",
    table: "0 8 multipath 0 0 0 0",
    reason: "every path has 8 sectors",
  });
  return calls.map((call) => call.replace("dmsetup ", ""));
}

describe("a map that is resized", () => {
  it("resumes a partition that its new end has cut off, once udev is through with it", async () => {
    const told = await toldFor('[ "$1" != udevcreatecookie ] || echo 0xD4D1234');
    const [resume, release, part] = told.slice(-3);
    expect(resume).toMatch(/^resume .*--uuid mpath-3600$/);
    expect(release).toBe("udevreleasecookie 0xD4D1234");
    expect(part).toBe("resume --noudevsync data-part2");
  });

  it("leaves them alone where the table was refused: what is suspended then is an administrator's", async () => {
    expect((await toldFor("exit 1")).join()).not.toContain("data-part2");
  });
});
