import type { AnyCode } from "../../core/diagnostic/all-codes.ts";
import { triggerNvmeSubsystems } from "../devices/nvme-subsystems.ts";
import { triggerDisk } from "../devices/scsi-disk.ts";
import { triggerTapes } from "../devices/tape-events.ts";
import { LEFT } from "../run/in-use-markers.ts";
import { ARMED, EVERYTHING, kickAssemble } from "../run/run-directory.ts";
import { fail } from "../system/failure.ts";
import type { System } from "../system/system.ts";
import { readText } from "../system/text.ts";
import { readObjections } from "./arming.ts";
import { runWorker } from "./launcher.ts";
import { OWNER_FILE, type Ownership, readMultipathd, readOwnership, renderOwnership } from "./ownership.ts";

/** Refuses where another owner works, or where maps cannot be made; changes nothing but loading the module. */
export async function checkEnable(system: System): Promise<void> {
  const multipathd = readMultipathd(system);
  if (multipathd !== undefined) {
    fail("failed", "multipathd-active", "multipathd", `multipathd is ${multipathd}`);
  }
  const loaded = await system.spawn(["modprobe", "dm_multipath"], { timeoutMs: 30_000 });
  if (loaded.status !== 0 && !system.exists("/sys/module/dm_multipath")) {
    fail("unavailable", "module-missing", "dm_multipath", `dm_multipath: ${loaded.stderr.trim()}`);
  }
  // The worker would stand back for the same reasons; here nothing has been written yet.
  const objections = readObjections(system).filter(({ code }) => code !== "not-owner");
  const [objection] = objections;
  if (objection !== undefined)
    fail("failed", objection.code as AnyCode, objection.subject, objection.message, { hint: objection.hint });
}

/**
 * Makes pathplug the owner of this host's multipathing: writes the owner file, arms the host and has udev look again
 * at the disks that change hands. What was marked before the host was given up, as excluded for example, the rule still leaves:
 * the worker looks whether it has to. When the host cannot be armed, the owner file is as before.
 */
export async function performEnable(
  system: System,
  library: string,
  ownership: Ownership,
  devs: readonly string[],
): Promise<void> {
  const before = readText(system, OWNER_FILE);
  const wasArmed = system.exists(ARMED);
  writeOwner(system, renderOwnership(ownership));
  const armed = await runWorker(system, library, ["arm"]);
  if (armed.status !== 0 || !system.exists(ARMED)) {
    if (before === undefined) system.unlink(OWNER_FILE);
    else writeOwner(system, before);
    // A worker that was killed or failed behind it may have armed the host for an owner that it has not got.
    if (!wasArmed) system.unlink(ARMED);
    fail("failed", "not-armed", "host", `the host was not armed: ${armed.stderr.trim()}`);
  }
  if (system.exists("/run/systemd/system")) {
    await system.spawn(["systemctl", "start", "pathplug-assemble.path"], { timeoutMs: 30_000 });
  }
  for (const dev of devs) triggerDisk(system, dev);
  if (system.exists(LEFT)) kickAssemble(system, EVERYTHING);
  triggerNvmeSubsystems(system);
  triggerTapes(system);
}

/** Says in one place who multipaths this host. */
export function writeOwner(system: System, text: string): void {
  // The second is for the list of WWIDs that others read: the worker's unit may write there, and not make it.
  for (const directory of ["/etc/pathplug", "/etc/multipath"]) {
    if (!system.exists(directory)) system.makeDirectory(directory);
  }
  const written = system.write(OWNER_FILE, text, "replace");
  if (written.kind === "failed") {
    fail("failed", "write-failed", OWNER_FILE, `${OWNER_FILE} could not be written: ${written.errno}`);
  }
}

/** Whether anything has to be done to have this ownership. */
export function isOwnedAlready(system: System, { owner, mode }: Ownership): boolean {
  const now = readOwnership(system);
  return now.owner === owner && now.mode === mode && system.exists(ARMED);
}
