import { describe, expect, it } from "vitest";
import { readMachine } from "../../host/machine.ts";
import { recordMachine } from "../../host/recording/record-machine.ts";
import type { System } from "../../host/system/system.ts";
import { MACHINES } from "../machines/index.ts";
import { writeTree } from "../machines/machine.ts";
import { newRoot, treeSystem } from "./tree-system.ts";

const readers: readonly (readonly [string, (system: System) => Promise<unknown>])[] = [
  ["reading", readMachine],
  ["recording", (system) => recordMachine(system, "test")],
];
const cases = readers.flatMap(([what, read]) =>
  Object.entries(MACHINES).map(([name, spec]) => [what, name, read, spec] as const),
);

describe("a machine", () => {
  it.each(cases)("%s sends no command to a device and opens none: %s", async (_, __, read, spec) => {
    const root = newRoot();
    writeTree(spec, root);
    const { system, calls } = treeSystem(root, { dmsetup: "exit 0" });
    const opened: string[] = [];
    const watched: System = {
      ...system,
      readBytes: (path, limit) => {
        if (path.startsWith("/dev/")) opened.push(path);
        return system.readBytes(path, limit);
      },
      probeExclusive: (path) => {
        opened.push(path);
        return "free";
      },
    };
    await read(watched);
    expect(opened).toEqual([]);
    expect(
      calls.filter((call) => !/^(dmsetup (table|status|info)|systemctl show|journalctl -k)\b/.test(call)),
    ).toEqual([]);
  });
});
