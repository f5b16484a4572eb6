import { type Check, ok, wrong } from "../core/diagnostic/check.ts";
import type { Left } from "../core/plan/left-luns.ts";
import { type Markers, waitedText } from "../core/plan/markers.ts";
import { readOwnership } from "./ownership.ts";
import { RUN } from "./run-directory.ts";
import type { System } from "./system.ts";
import { readText } from "./text.ts";
import type { UnitState } from "./unit-states.ts";

/** Units that have to be running while pathplug owns the host: they start what does the work. */
const WATCHING: Readonly<Record<string, string>> = {
  "pathplug-assemble.path": "no event starts the worker",
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
  return faults.length > 0
    ? faults
    : [ok("unit-stopped", "units", isOurs ? "all as they have to be" : "all there")];
}

function checkUnit(system: System, state: UnitState, isOurs: boolean): Check | undefined {
  const { unit, load, active, result, file } = state;
  const bad = (message: string, hint: string): Check => wrong("bad", "unit-stopped", unit, message, hint);
  if (load === "masked")
    return bad("is masked", `Run \`systemctl unmask ${unit}\`, then \`systemctl start ${unit}\`.`);
  if (load === "not-found") return bad("is not installed", "Reinstall the package.");
  const without = WATCHING[unit];
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
  if (without !== undefined && active === "inactive") {
    return bad(`is not running: ${without}`, `Run \`systemctl start ${unit}\`.`);
  }
  if (!AT_BOOT.includes(unit) || file !== "disabled" || isWanted(system, unit)) return undefined;
  return bad("is not enabled: after a reboot nothing is claimed", `Run \`systemctl enable ${unit}\`.`);
}

/** The package enables its units by links of its own, which is no enabling to `systemctl`. */
function isWanted(system: System, unit: string): boolean {
  const links = ["/usr/lib", "/lib"].map((root) => `${root}/systemd/system/sysinit.target.wants/${unit}`);
  return links.some((link) => system.readLink(link) !== undefined || system.exists(link));
}

/** How long a marker may wait for the worker, seconds: as long as one run may take. */
const LONGEST_WAIT = 400;

/** What waits for the worker, and what it has put aside. */
export function checkMarkers({ queued, parked }: Markers): readonly Check[] {
  const names = (markers: Markers["queued"]): string => markers.map(({ name }) => name).join(" ");
  const since = (markers: Markers["queued"]): string => {
    const waited = waitedText(markers);
    return waited === undefined ? "" : ` for ${waited}`;
  };
  const isStuck = queued.some(({ age }) => age !== undefined && age > LONGEST_WAIT);
  const waiting = isStuck
    ? wrong("bad", "markers-waiting", "queue", `${names(queued)}: not looked at${since(queued)}`)
    : ok("markers-waiting", "queue", queued.length === 0 ? "empty" : `${names(queued)}: looked at soon`);
  const first = parked[0]?.name ?? "";
  const hint = `See \`journalctl -t pathplug PATHPLUG_DEV=${first}\` for the cause; \`pathplug assemble\` tries at once.`;
  const aside =
    parked.length === 0
      ? ok("markers-parked", "parked", "nothing")
      : wrong(
          "warn",
          "markers-parked",
          names(parked),
          `put aside${since(parked)}, tried again by itself`,
          hint,
        );
  return [waiting, aside];
}

/** Runs of the worker that have failed in a row, as `ExecStopPost=` counts them. */
function readFailures(system: System): number {
  const text = readText(system, `${RUN}/failures`)?.trim() ?? "";
  return /^\d{1,6}$/.test(text) ? Number(text) : 0;
}

/** Whether the worker works, and what stands in for it where it does not. */
export function checkFailures(system: System): Check {
  const count = readFailures(system);
  if (count === 0) return ok("worker-failing", "worker", "its last run ended well");
  const times = count === 1 ? "its last run failed" : `its last ${count} runs failed`;
  return count === 1
    ? wrong("warn", "worker-failing", "worker", `${times}, and is repeated`)
    : wrong(
        "bad",
        "worker-failing",
        "worker",
        `${times}: known LUNs have maps from stored tables, without any policy`,
      );
}

/** What the registry holds only until the next reboot. */
export function checkUnwritten(system: System): Check {
  const names = (system.list(`${RUN}/luns.d`) ?? []).filter((name) => !/^\.|\.new$/.test(name));
  return names.length === 0
    ? ok("registry-not-written", "registry in /run", "nothing waits to be written")
    : wrong(
        "warn",
        "registry-not-written",
        "registry in /run",
        `${names.length === 1 ? "one file waits" : `${names.length} files wait`} to be written to /etc; a reboot would forget ${names.length === 1 ? "it" : "them"}`,
      );
}

/** What is left to whoever uses it, and becomes a map once it is free. */
export function checkLeft(left: readonly Left[]): readonly Check[] {
  if (left.length === 0) return [ok("lun-in-use", "in use", "no LUN that would get a map")];
  return left.map(({ devs, use }) =>
    wrong("warn", "lun-in-use", devs.join(" "), `left to the system: ${use}`),
  );
}
