import { describe, expect, it } from "vitest";
import { openSource } from "../../commands/source.ts";
import { readView } from "../../commands/view.ts";
import { exitStatus, Failure } from "../../host/system/failure.ts";
import { newRoot, type Programs, treeSystem } from "../host/tree-system.ts";
import { MACHINES } from "../machines/index.ts";
import { type MachineSpec, writeTree } from "../machines/machine.ts";
import { pathplug, root } from "./run.ts";

/** Has a process believe, before it runs anything, that somebody else than root has started it. */
const asUser = {
  NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent("process.getuid = () => 1000")}`,
};

describe("exit status 77", () => {
  it("is that of a command that changes the machine and was not started by root", async () => {
    const { status, stderr } = await pathplug(["enable"], "", asUser);
    expect(stderr).toContain("needs-root");
    expect(stderr).toContain("`pathplug enable` has to be run by root");
    expect(status).toBe(77);
  });
});

/** With what and why a look at a running machine with four maps ends, where device-mapper is asked by this program. */
async function lookEnds(programs: Programs, uid: number): Promise<readonly [status: number, code: string]> {
  const machine = newRoot();
  writeTree(MACHINES["netapp-alua"] as MachineSpec, machine);
  const { getuid } = process;
  process.getuid = () => uid;
  try {
    const source = openSource({}, `${root}dist`);
    await readView({ ...source, system: treeSystem(machine, programs).system });
  } catch (reason) {
    if (reason instanceof Failure) return [exitStatus[reason.status], reason.diagnostic.code];
    throw reason;
  } finally {
    if (getuid !== undefined) process.getuid = getuid;
  }
  return [0, ""];
}

describe("a look at maps that sysfs names", () => {
  it.each([
    ["69: dmsetup is not there", {}, 0, [69, "no-device-mapper"]],
    ["69: dmsetup fails", { dmsetup: "exit 1" }, 0, [69, "no-device-mapper"]],
    ["77: dmsetup tells nothing but to root", { dmsetup: "exit 1" }, 1000, [77, "needs-root"]],
    ["0: dmsetup answers", { dmsetup: 'cat "$0/run/pathplug/dm/$1"' }, 0, [0, ""]],
  ] as const)("ends with exit status %s", async (_, programs, uid, expected) => {
    expect(await lookEnds(programs, uid)).toEqual(expected);
  });
});
