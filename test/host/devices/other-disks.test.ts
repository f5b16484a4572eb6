import { describe, expect, it } from "vitest";
import { findDevice } from "../../../host/devices/find-device.ts";
import { readOtherDisks } from "../../../host/devices/other-disks.ts";
import { readMachine } from "../../../host/machine.ts";
import { MACHINES } from "../../machines/index.ts";
import { type MachineSpec, memorySystem } from "../../machines/machine.ts";

const machineOf = (name: string): MachineSpec => MACHINES[name] as MachineSpec;

describe("paths of maps that are no SCSI disks", () => {
  it.each([
    [
      "are found by their numbers",
      "dasd",
      [
        ["94:0", "dasda"],
        ["94:4", "dasdb"],
      ],
    ],
    ["are none where all paths are SCSI disks", "netapp-alua", []],
  ])("%s: %s", async (_, name, expected) => {
    const system = memorySystem(machineOf(name));
    expect([...readOtherDisks(system, await readMachine(system))]).toEqual(expected);
  });

  it("do not count where they are gone", async () => {
    const { files, ...rest } = machineOf("dasd");
    const left = Object.entries(files ?? {}).filter(([path]) => !path.startsWith("/sys/block/dasdb/"));
    const system = memorySystem({ ...rest, files: Object.fromEntries(left) });
    expect([...readOtherDisks(system, await readMachine(system)).values()]).toEqual(["dasda"]);
  });

  it("leave their map to be found by its name", async () => {
    const system = memorySystem(machineOf("dasd"));
    const machine = await readMachine(system);
    for (const word of ["mpatha", "IBM.750000000DX111.1500.0a", "/dev/mapper/mpatha", "dm-0"])
      expect(findDevice(system, machine, word)).toEqual({ kind: "other", dev: "dm-0" });
  });
});
