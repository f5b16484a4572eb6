import { decodeText } from "../../core/bytes/text.ts";
import { type AdoptedMap, adoptedRegistry } from "../../core/plan/adoption.ts";
import { sendMessage } from "../device-mapper/map-message.ts";
import { readRegistry, syncRegistry, writeRegistryEntry } from "../registry/registry.ts";
import { fail } from "../system/failure.ts";
import type { System } from "../system/system.ts";
import { baseName } from "../system/text.ts";
import { performEnable } from "./enable.ts";
import { type Handover, writeHandover } from "./handover-note.ts";
import { type Ownership, readMultipathd } from "./ownership.ts";
import { readMultipathRules } from "./rival-rules.ts";
import { undoHandover } from "./undo-handover.ts";

/** multipath-tools' units, in the order in which they are started; a host may lack some. */
const MULTIPATH_UNITS = ["multipathd-queueing.service", "multipathd.socket", "multipathd.service"] as const;

/** How long systemd may take to stop multipathd, which waits for its checkers, milliseconds. */
const STOP_TIMEOUT = 120_000;

/** Settings that are carried over: files that are not there yet, and how they are written and put in force. */
export interface AdoptedSettings {
  readonly files: readonly string[];
  readonly write: () => Promise<void>;
}

/**
 * Takes a host over from multipathd while its maps are in use: no map is made, removed or renamed. What is changed of multipath-tools is
 * written down first, with the files of the `settings` that are carried over. The LUNs are registered with the names that their maps have, multipathd is stopped and masked with its rules, and
 * the host is enabled. multipathd ends the queueing of its maps as it stops; those that queued do so again at once. Where anything fails
 * before the host is armed, all of it is undone.
 */
export async function performAdopt(
  system: System,
  library: string,
  ownership: Ownership,
  maps: readonly AdoptedMap[],
  settings: AdoptedSettings = { files: [], write: async () => {} },
): Promise<Handover> {
  const handover = await planHandover(system, settings.files);
  writeHandover(system, handover);
  try {
    await settings.write();
    await registerAll(system, maps);
    await stopMultipathd(system, handover.units);
    for (const { wwid, queues } of maps) if (queues) await sendMessage(system, wwid, ["queue_if_no_path"]);
    await maskRules(system, handover.rules);
    await performEnable(
      system,
      library,
      ownership,
      maps.flatMap(({ devs }) => devs),
    );
  } catch (failure) {
    await undoHandover(system, handover);
    throw failure;
  }
  return handover;
}

/** What will be changed: what is there now, and not masked by somebody already. */
async function planHandover(system: System, files: readonly string[]): Promise<Handover> {
  const units: string[] = [];
  const active: string[] = [];
  for (const unit of MULTIPATH_UNITS) {
    const { stdout } = await system.spawn(["systemctl", "show", "--property=LoadState,ActiveState", unit], {
      timeoutMs: 30_000,
    });
    const state = decodeText(stdout);
    if (!state.includes("LoadState=loaded")) continue;
    units.push(unit);
    if (/ActiveState=(active|activating|reloading)/.test(state)) active.push(unit);
  }
  const rules = readMultipathRules(system).map((path) => `/etc/udev/rules.d/${baseName(path)}`);
  const own = rules.find((rule) => system.exists(rule));
  if (own !== undefined)
    fail(
      "failed",
      "rules-rival",
      own,
      "multipath-tools decides by it, and it is the site's own: it is not masked",
    );
  return { units, active, rules, files };
}

/** Registers LUNs that are not known yet, and gives those a name that have one. What else is known of them stays. */
async function registerAll(system: System, maps: readonly AdoptedMap[]): Promise<void> {
  const registry = adoptedRegistry(readRegistry(system), maps);
  const written: string[] = [];
  for (const { keys, wwid } of maps) {
    const [entry] = keys.flatMap((key) => registry.get(key) ?? []);
    if (entry === undefined) continue;
    const result = writeRegistryEntry(system, keys, entry);
    if (result.errno !== undefined)
      fail("failed", "write-failed", wwid, `its LUN could not be registered: ${result.errno}`);
    written.push(...result.written);
  }
  await syncRegistry(system, written);
}

async function stopMultipathd(system: System, units: readonly string[]): Promise<void> {
  if (units.length === 0) return;
  const ran = await system.spawn(["systemctl", "mask", "--now", ...units], { timeoutMs: STOP_TIMEOUT });
  if (ran.status === 0 && readMultipathd(system) === undefined) return;
  const why = ran.status === 0 ? "it is running still" : ran.stderr.trim();
  fail("failed", "multipathd-active", "multipathd", `multipathd could not be stopped and masked: ${why}`);
}

async function maskRules(system: System, rules: readonly string[]): Promise<void> {
  if (rules.length === 0) return;
  for (const rule of rules) {
    const { status, stderr } = await system.spawn(["ln", "-s", "/dev/null", rule], { timeoutMs: 10_000 });
    if (status !== 0) fail("failed", "write-failed", rule, `${rule} could not be made: ${stderr.trim()}`);
  }
  await system.spawn(["udevadm", "control", "--reload"], { timeoutMs: 30_000 });
}
