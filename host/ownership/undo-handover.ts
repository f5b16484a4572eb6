import { HWDB_FILE } from "../profiles/refresh.ts";
import type { System } from "../system/system.ts";
import { HANDOVER, type Handover } from "./handover-note.ts";

/** How long systemd may take to start multipathd, which looks at all disks first, milliseconds. */
const START_TIMEOUT = 120_000;

/**
 * Undoes what `adopt` has changed of multipath-tools, as far as it was done: rules and units are unmasked, files that it wrote go, and the
 * units run that ran. Only links to /dev/null are taken for masks. `atRules` is called when the rules are in force again and multipathd
 * does not run yet. Returns the units that could not be started.
 */
export async function undoHandover(
  system: System,
  handover: Handover,
  atRules: () => void = () => {},
): Promise<readonly string[]> {
  for (const rule of handover.rules) if (system.readLink(rule) === "/dev/null") system.unlink(rule);
  await system.spawn(["udevadm", "control", "--reload"], { timeoutMs: 30_000 });
  atRules();
  const masked = handover.units.filter(
    (unit) => system.readLink(`/etc/systemd/system/${unit}`) === "/dev/null",
  );
  if (masked.length > 0) await system.spawn(["systemctl", "unmask", ...masked], { timeoutMs: 30_000 });
  for (const file of handover.files) system.unlink(file);
  if (handover.files.includes(HWDB_FILE))
    await system.spawn(["systemd-hwdb", "update"], { timeoutMs: 120_000 });
  const stayed: string[] = [];
  for (const unit of handover.active) {
    const { status } = await system.spawn(["systemctl", "start", unit], { timeoutMs: START_TIMEOUT });
    if (status !== 0) stayed.push(unit);
  }
  system.unlink(HANDOVER);
  return stayed;
}
