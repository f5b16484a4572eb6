import { findModes } from "./find-modes.ts";
import type { MachineSpec } from "./machine.ts";
import { netappAlua } from "./netapp-alua.ts";
import { dasd, virtioScsi } from "./other-buses.ts";
import { hostileStrings, refusedSiblings, unknownDevices, usedLun, virtioOnly } from "./others.ts";
import { disarmedHost, failedPath, failingWorker, leftLun, parkedLun } from "./situations.ts";
import { tapeLibrary } from "./tape-library.ts";

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
  "failed-path": failedPath,
  "find-modes": findModes,
  "tape-library": tapeLibrary,
  dasd,
  "virtio-scsi": virtioScsi,
};
