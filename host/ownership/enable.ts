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

/** The kernel's module that makes maps, and where it shows that it is loaded. */
const TARGET = "dm_multipath";
const LOADED = `/sys/module/${TARGET}`;

/** Refuses where another owner works, or where maps cannot be made; changes nothing, the module is only looked for. */
export async function checkEnable(system: System): Promise<void> {
  const multipathd = readMultipathd(system);
  if (multipathd !== undefined) {
    fail("failed", "multipathd-active", "multipathd", `multipathd is ${multipathd}`);
  }
  await requireTarget(system, ["modprobe", "-n", TARGET]);
  // The worker would stand back for the same reasons; here nothing has been written yet.
  const objections = readObjections(system).filter(({ code }) => code !== "not-owner");
  const [objection] = objections;
  if (objection !== undefined)
    fail("failed", objection.code as AnyCode, objection.subject, objection.message, { hint: objection.hint });
}

async function requireTarget(system: System, argv: readonly [string, ...string[]]): Promise<void> {
  const ran = await system.spawn(argv, { timeoutMs: 30_000 });
  if (ran.status !== 0 && !system.exists(LOADED))
    fail("unavailable", "module-missing", TARGET, `${TARGET}: ${ran.stderr.trim()}`);
}

/**
 * Makes pathplug the owner of this host's multipathing: loads the module, writes the owner file, arms the host and has udev look again
 * at the disks that change hands. What was marked before the host was given up, as excluded for example, the rule still leaves:
 * the worker looks whether it has to. When the host cannot be armed, the owner file is as before, and the module goes
 * again where it was not loaded.
 */
export async function performEnable(
  system: System,
  library: string,
  ownership: Ownership,
  devs: readonly string[],
): Promise<void> {
  const wasLoaded = system.exists(LOADED);
  await requireTarget(system, ["modprobe", TARGET]);
  try {
    await armAs(system, library, ownership);
  } catch (failure) {
    if (!wasLoaded) await system.spawn(["modprobe", "-r", TARGET], { timeoutMs: 30_000 });
    throw failure;
  }
  if (system.exists("/run/systemd/system")) {
    await system.spawn(["systemctl", "start", "pathplug-assemble.path"], { timeoutMs: 30_000 });
  }
  for (const dev of devs) triggerDisk(system, dev);
  if (system.exists(LEFT)) kickAssemble(system, EVERYTHING);
  triggerNvmeSubsystems(system);
  triggerTapes(system);
}

async function armAs(system: System, library: string, ownership: Ownership): Promise<void> {
  const before = readText(system, OWNER_FILE);
  const wasArmed = system.exists(ARMED);
  writeOwner(system, renderOwnership(ownership));
  const armed = await runWorker(system, library, ["arm"]);
  if (armed.status === 0 && system.exists(ARMED)) return;
  if (before === undefined) system.unlink(OWNER_FILE);
  else writeOwner(system, before);
  // A worker that was killed or failed behind it may have armed the host for an owner that it has not got.
  if (!wasArmed) system.unlink(ARMED);
  fail("failed", "not-armed", "host", `the host was not armed: ${armed.stderr.trim()}`);
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
