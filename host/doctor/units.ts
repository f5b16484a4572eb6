import { type Check, ok, wrong } from "../../core/diagnostic/check.ts";
import { readMapHeads } from "../devices/dm-devices.ts";
import { readOwnership } from "../ownership/ownership.ts";
import { REQUESTS } from "../run/requests.ts";
import { PARKED, RECHECK, RECHECKING } from "../run/run-directory.ts";
import { readFailures } from "../run/worker-failures.ts";
import type { System } from "../system/system.ts";
import type { UnitState } from "./unit-states.ts";

const RETRY = "pathplug-retry.path";
const RECHECK_PATH = "pathplug-recheck.path";
const AUDIT = "pathplug-audit.timer";
const REQUESTS_PATH = "pathplug-requests.path";

/** Units that have to be running while pathplug owns the host: they start what does the work. */
const WATCHING: Readonly<Record<string, string>> = {
  "pathplug-assemble.path": "no event starts the worker",
  [RETRY]: "what could not be finished is not tried again",
  [RECHECK_PATH]: "no path that fails is used again",
  [REQUESTS_PATH]: "nobody answers `remove`, `map rename` and their kin",
  [AUDIT]: "a path that dies while nothing uses it is noticed only when it is needed",
};

const WORKER = "pathplug-assemble.service";

/** Units that a boot has to start. */
const AT_BOOT: readonly string[] = ["pathplug-arm.service", "pathplug-assemble.path"];

/** Whether systemd can and does run what it has to. */
export function checkUnits(system: System, states: readonly UnitState[] | undefined): readonly Check[] {
  if (states === undefined) return [ok("unit-stopped", "units", "not known of this machine")];
  const isOurs = readOwnership(system).owner === "pathplug";
  const isTold = readFailures(system) > 0;
  const faults = states
    // What the worker's own counter tells needs no second line.
    .filter(({ unit, active }) => !(isTold && unit === WORKER && active === "failed"))
    .flatMap((state) => checkUnit(system, state, isOurs) ?? []);
  const running =
    faults.length > 0
      ? faults
      : [ok("unit-stopped", "units", isOurs ? "all as they have to be" : "all there")];
  return [...running, ...checkBootOrder(states)];
}

/** What has to be done before file systems of fstab are looked for: they wait for maps. */
const BEFORE_FILE_SYSTEMS = "local-fs-pre.target";

function checkBootOrder(states: readonly UnitState[]): readonly Check[] {
  const late = states.filter(
    ({ unit, load, before, defaultDependencies }) =>
      load === "loaded" &&
      (defaultDependencies === true || (AT_BOOT.includes(unit) && !before.includes(BEFORE_FILE_SYSTEMS))),
  );
  if (late.length === 0)
    return [ok("boot-order", "boot order", "maps are made before file systems are mounted")];
  return late.map(({ unit }) =>
    wrong(
      "bad",
      "boot-order",
      unit,
      "waits for file systems, which wait for maps",
      `See \`systemctl cat ${unit}\` for the drop-in that says so.`,
    ),
  );
}

function checkUnit(system: System, state: UnitState, isOurs: boolean): Check | undefined {
  const { unit, load, active, result, file, hasWorked } = state;
  const bad = (message: string, hint: string): Check => wrong("bad", "unit-stopped", unit, message, hint);
  if (load === "masked" && unit === AUDIT) {
    const lost = "is switched off: a path that dies while nothing uses it is noticed only when it is needed";
    return wrong("warn", "audit-off", unit, lost);
  }
  if (load === "masked")
    return bad("is masked", `Run \`systemctl unmask ${unit}\`, then \`systemctl start ${unit}\`.`);
  if (load === "not-found") return bad("is not installed", "Reinstall the package.");
  const without = WATCHING[unit];
  if (active === "failed" && result === "timeout" && hasWorked) {
    return wrong("warn", "unit-ended-late", unit, "has done its work, but could not be ended in time");
  }
  if (active === "failed") {
    const why = result === "" || result === "success" ? "has failed" : `has failed (${result})`;
    return without === undefined
      ? bad(why, `See \`journalctl -b -u ${unit}\`; it runs again by itself.`)
      : bad(
          `${why}: ${without}`,
          `Run \`systemctl reset-failed ${unit}\`, then \`systemctl start ${unit}\`.`,
        );
  }
  if (!isOurs) return undefined;
  if (without !== undefined && active === "inactive" && isNeeded(system, unit)) {
    return bad(`is not running: ${without}`, `Run \`systemctl start ${unit}\`.`);
  }
  if (!AT_BOOT.includes(unit) || file !== "disabled" || isWanted(system, unit)) return undefined;
  return bad("is not enabled: after a reboot nothing is claimed", `Run \`systemctl enable ${unit}\`.`);
}

/**
 * The first run of the worker starts these units, the first map the audit: while nothing is parked or asked for, no path has failed
 * and no map stands, they need not watch.
 */
function isNeeded(system: System, unit: string): boolean {
  const isAny = (...directories: string[]): boolean =>
    directories.some((directory) => (system.list(directory) ?? []).length > 0);
  if (unit === RETRY) return isAny(PARKED);
  if (unit === AUDIT) return hasReadyMap(system);
  if (unit === REQUESTS_PATH) return isAny(REQUESTS);
  return unit !== RECHECK_PATH || isAny(RECHECK, RECHECKING);
}

/** Whether a map stands that has a path: one without asks for nothing. */
function hasReadyMap(system: System): boolean {
  return readMapHeads(system).some(({ dm }) => (system.list(`/sys/block/${dm}/slaves`) ?? []).length > 0);
}

/** The package enables its units by links of its own, which is no enabling to `systemctl`. */
function isWanted(system: System, unit: string): boolean {
  const links = ["/usr/lib", "/lib"].map((root) => `${root}/systemd/system/sysinit.target.wants/${unit}`);
  return links.some((link) => system.readLink(link) !== undefined || system.exists(link));
}
