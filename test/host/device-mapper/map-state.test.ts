import { expect, it } from "vitest";
import { findMapWwid } from "../../../host/device-mapper/map-state.ts";
import { SimulatedMachine } from "../../worker/simulated/simulated-machine.ts";

it.each([
  ["its name", "my\\x20data", "3600a"],
  ["its name as it was given", "my data", "3600a"],
  ["its node", "/dev/mapper/my data", "3600a"],
  ["its WWID", "3600a", "3600a"],
  ["a name that is another map's WWID too", "3600b", "3600c"],
  ["nothing that there is", "data", undefined],
])("a map is found by %s", (_, word, wwid) => {
  const machine = new SimulatedMachine();
  machine.dm.addEmpty("3600b-was", "mpath-3600b");
  machine.dm.addEmpty("my\\x20data", "mpath-3600a");
  machine.dm.addEmpty("3600b", "mpath-3600c");
  expect(findMapWwid(machine.system(), word)).toBe(wwid);
});
