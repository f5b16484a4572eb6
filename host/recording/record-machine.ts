import { readDeviceNames } from "../devices/device-links.ts";
import { readKernelJournal } from "../devices/kernel-log.ts";
import { readNvmeSubsystems } from "../devices/nvme-subsystems.ts";
import { readAllPages } from "../devices/scsi-disk.ts";
import { readTapeNodes } from "../devices/tape-devices.ts";
import { checkKernel, checkPrograms, checkRegistry } from "../doctor/checks.ts";
import { checkOwner } from "../doctor/owner.ts";
import { checkFailures, checkUnwritten } from "../doctor/situation.ts";
import { checkRules } from "../doctor/udev.ts";
import { readUnitStates } from "../doctor/unit-states.ts";
import { checkUnits } from "../doctor/units.ts";
import { readMachine } from "../machine.ts";
import { listRules } from "../ownership/rule-files.ts";
import { readSiteSources } from "../profiles/installed-profiles.ts";
import { HWDB_FILE } from "../profiles/refresh.ts";
import { readMarkers } from "../run/markers.ts";
import type { System } from "../system/system.ts";
import type { Bundle } from "./bundle.ts";
import { recordingSystem } from "./recording-system.ts";

/** Files that no command needs today and that explain a machine all the same. */
const MORE_FILES = [
  "/etc/os-release",
  "/proc/version",
  "/proc/modules",
  "/proc/mdstat",
  "/etc/multipath.conf",
  "/etc/multipath/bindings",
  HWDB_FILE,
  "/usr/lib/udev/hwdb.d/60-pathplug.hwdb",
] as const;

/** What is only asked for: whether it is there. */
const PRESENCES = [
  "/run/udev",
  "/etc/pathplug/owner",
  "/usr/lib/udev/rules.d/55-scsi-sg3_id.rules",
  "/etc/udev/hwdb.bin",
  "/usr/lib/udev/hwdb.bin",
] as const;

/**
 * Records a machine: reads through a recorder everything that the read commands read, and a few files more. Sends no
 * command to a device.
 */
export async function recordMachine(machine: System, recordedBy: string): Promise<Bundle> {
  const { system, bundle } = recordingSystem(machine);
  for (const path of PRESENCES) system.exists(path);
  const { paths } = await readMachine(system);
  for (const { dev } of paths) {
    readDeviceNames(system, dev);
    readAllPages(system, dev);
  }
  readNvmeSubsystems(system);
  readSiteSources(system);
  checkKernel(system);
  checkPrograms(system);
  checkOwner(system);
  checkRegistry(system);
  checkRules(system);
  await readSituation(system);
  await readKernelJournal(system);
  for (const [name, path] of listRules(system)) if (name.includes("pathplug")) system.readBytes(path);
  for (const path of MORE_FILES) system.readBytes(path);
  for (const name of system.list("/sys/block") ?? []) recordPartitions(system, name);
  readTapeNodes(system);
  return bundle(recordedBy);
}

/** What is under way, waits, or went wrong. */
async function readSituation(system: System): Promise<void> {
  readMarkers(system, () => undefined);
  checkFailures(system);
  checkUnwritten(system);
  checkUnits(system, await readUnitStates(system));
}

/** What tells a partition from a disk, for `explain`. */
function recordPartitions(system: System, name: string): void {
  for (const part of system.list(`/sys/block/${name}`) ?? []) {
    if (part.startsWith(name)) system.exists(`/sys/block/${name}/${part}/partition`);
  }
}
