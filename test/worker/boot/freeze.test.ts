import { describe, expect, it } from "vitest";
import { renderRegistryEntry } from "../../../core/render/registry.ts";
import { newEntry } from "../../../host/registry/registry.ts";
import { freeze } from "../../../worker/boot/freeze.ts";
import { memorySystem } from "../../machines/machine.ts";

/** What is printed on a host with one LUN, below its root. */
function printed(owner: string, luns: "needed" | "all" = "needed", more: readonly string[] = []): string {
  const files = {
    "/etc/pathplug/owner": `PATHPLUG_OWNER=${owner}\n`,
    "/etc/pathplug/luns.d/naa.5a1": renderRegistryEntry(newEntry("35a1")),
    "/proc/self/mountinfo": "22 1 252:0 / / rw shared:1 - ext4 /dev/dm-0 rw\n",
    "/sys/class/block/dm-0/dm/uuid": "mpath-35a1\n",
  };
  let text = "";
  const system = memorySystem({ disks: [], files });
  const writeOut = (more: string): void => {
    text += more;
  };
  const status = freeze({ system, writeOut, writeError: writeOut }, luns, more);
  expect(status).toBe(0);
  return text;
}

describe("the worker's list for the hooks", () => {
  it("has a line for each item", () => {
    const kinds = printed("pathplug")
      .split("\n")
      .map((line) => line.split(" ")[0]);
    expect([...new Set(kinds)]).toEqual(["file", "program", "module", "lun", ""]);
    expect(printed("pathplug")).toContain("\nfile /etc/pathplug/luns.d/naa.5a1\n");
    expect(printed("pathplug").trim().split("\n").at(-1)).toBe("lun naa.5a1");
    expect(printed("pathplug", "all").trim().split("\n").at(-1)).toBe("lun all");
  });

  it("says what is needed and not registered", () => {
    expect(printed("pathplug", "needed", ["35b2"])).toContain("boot needs 35b2, which is not registered");
  });

  it.each(["multipathd", "none"])("is empty on a host of %s", (owner) => {
    expect(printed(owner)).toBe("");
  });
});
