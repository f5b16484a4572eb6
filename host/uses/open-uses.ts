import { judgeMachine } from "../../core/plan/judge.ts";
import type { Machine } from "../../core/plan/machine.ts";
import type { CompiledProfiles } from "../../core/profile/compiled.ts";
import { allPaths, mapWwid } from "../../core/topology/luns.ts";
import type { System } from "../system/system.ts";
import type { Opener } from "./openers.ts";
import { type Probed, probeUse } from "./probe-use.ts";

/**
 * How long after the first sight of an open file the second one comes, milliseconds. Whoever opens a disk in passing, as
 * programs of udev's rules do, has closed it by then.
 */
export const SECOND_LOOK = 1_200;

/** Who has a disk open, as `lun-in-use` says it. */
export function openedBy({ dev, pid, comm }: Opener): string {
  return `${dev} is open in process ${pid} (${comm})`;
}

/**
 * The machine with the uses that no table names, of the LUNs that would get their first map: a path that is opened
 * exclusively at either look, that a process has open at both, or that does not answer, for in doubt a LUN is left. The same
 * machine where there is no such LUN, and nothing was asked. A recorded machine holds nothing of this.
 */
export async function readOpenUses(
  system: System,
  machine: Machine,
  profiles: CompiledProfiles,
): Promise<Machine> {
  const mapped = new Set(machine.liveMaps.map(mapWwid));
  const luns = judgeMachine(machine, profiles)
    .luns.filter(({ decision, lun }) => decision !== undefined && !mapped.has(lun.wwid))
    .map(({ lun }) => allPaths(lun));
  if (luns.length === 0) return machine;
  const first = await probeUse(system, luns);
  const uses = new Map(machine.uses);
  noteAnswers(uses, first);
  const seen = first.openers.filter(({ dev }) => !uses.has(dev));
  if (seen.length > 0) {
    await system.sleep(SECOND_LOOK);
    const devs = new Set(seen.map(({ dev }) => dev));
    const again = await probeUse(
      system,
      luns.map((paths) => paths.filter(({ dev }) => devs.has(dev))),
    );
    // Who had it open may have mounted it.
    noteAnswers(uses, again);
    for (const opener of again.openers) {
      const isSame = seen.some(({ dev, pid }) => dev === opener.dev && pid === opener.pid);
      if (isSame && !uses.has(opener.dev)) uses.set(opener.dev, openedBy(opener));
    }
  }
  return { ...machine, uses };
}

/** Notes which disks were in use when they were asked, or did not say. */
function noteAnswers(uses: Map<string, string>, { busy, silent }: Probed): void {
  for (const dev of busy) uses.set(dev, `${dev} is opened exclusively`);
  for (const dev of silent) uses.set(dev, `${dev} does not answer`);
}
