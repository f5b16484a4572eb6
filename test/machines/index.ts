import type { MachineSpec } from "./machine.ts";
import { netappAlua } from "./netapp-alua.ts";
import { hostileStrings, refusedSiblings, unknownDevices, usedLun, virtioOnly } from "./others.ts";
import { disarmedHost, failingWorker, leftLun, parkedLun } from "./situations.ts";

/** The constructed machines; each is committed as a recording of the same name. */
export const MACHINES: Readonly<Record<string, MachineSpec>> = {
  "netapp-alua": netappAlua,
  "unknown-devices": unknownDevices,
  "hostile-strings": hostileStrings,
  "refused-siblings": refusedSiblings,
  "used-lun": usedLun,
  "virtio-only": virtioOnly,
  "left-lun": leftLun,
  "parked-lun": parkedLun,
  "disarmed-host": disarmedHost,
  "failing-worker": failingWorker,
};
