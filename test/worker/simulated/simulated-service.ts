import type { CompiledProfiles } from "../../../core/profile/compiled.ts";
import { serveRequests } from "../../../host/run/requests.ts";
import type { System } from "../../../host/system/system.ts";
import { removeMap } from "../../../worker/serve/remove-map.ts";
import type { Kill, SimulatedMachine } from "./simulated-machine.ts";
import { runRecheck, suspects } from "./simulated-recheck.ts";
import { runUntilQuiet, shippedProfiles } from "./simulated-run.ts";

/** What pathplug-requests.service does on a machine. */
export async function serveOnce(machine: SimulatedMachine, kill?: Kill): Promise<boolean> {
  const profiles: CompiledProfiles = await shippedProfiles;
  const run = { system: machine.system(kill), profiles, journal: () => {} };
  return await serveRequests(run.system, (request, isAsked) => removeMap(run, request, isAsked));
}

/** What a run leaves that is killed when it has made a udev cookie, before it notes its name. */
export function leaveCookie({ tree, dm, now }: SimulatedMachine): void {
  tree.put("/run/pathplug/cookies/coming", `${Math.floor(now / 1_000)}\n`);
  dm.run(["dmsetup", "udevcreatecookie"], "");
}

/**
 * The machine as a container sees it, in which the host's units work while the caller sleeps; udev's links are there as soon
 * as a map is. `tee` writes what it is given.
 */
export function callerOf(machine: SimulatedMachine, meanwhile: () => void = () => {}): System {
  const system = machine.system();
  return {
    ...system,
    readLink: (path) => {
      const wwid = /^\/dev\/disk\/by-id\/(?:scsi-|dm-uuid-mpath-)(.*)$/.exec(path)?.[1];
      if (wwid === undefined) return system.readLink(path);
      const map = machine.dm.maps.find(({ uuid }) => uuid === `mpath-${wwid}`);
      return map === undefined ? "../../sda" : `../../dm-${map.minor}`;
    },
    sleep: async (milliseconds) => {
      await system.sleep(milliseconds);
      meanwhile();
      await serveOnce(machine);
      await runUntilQuiet(machine);
      if (suspects(machine).length > 0) await runRecheck(machine);
    },
  };
}

/** The same where a map has a disk in its table that is gone: the kernel keeps the link to it as long. */
export function withDeadSlave(system: System, { dm }: SimulatedMachine, dev: string, devt: string): System {
  return {
    ...system,
    list: (path) => {
      const isHeld = dm.maps.some(
        ({ minor, active }) => path === `/sys/block/dm-${minor}/slaves` && active?.text.includes(` ${devt} `),
      );
      return isHeld ? [...(system.list(path) ?? []), dev].sort() : system.list(path);
    },
  };
}
