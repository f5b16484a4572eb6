import type { Judgement } from "../../core/plan/judge.ts";
import type { Machine } from "../../core/plan/machine.ts";
import { allPaths, mapWwid } from "../../core/topology/luns.ts";
import type { Lun } from "../../core/topology/map.ts";
import type { PathFacts } from "../../core/topology/path.ts";
import { type Diskseqs, settleRemoved } from "../../host/run/removed-maps.ts";
import type { Doubts } from "./doubt.ts";
import type { Run } from "./run.ts";

/**
 * Leaves LUNs alone whose map was removed while their disks stayed: whoever did that does not want it back. `apply` and
 * `assemble` by hand, and `ensure`, make it again, once its disks have been identified.
 */
export function leaveRemoved(run: Run, machine: Machine, { luns }: Judgement, doubts: Doubts): Doubts {
  const { system, journal } = run;
  const mapped = new Set(machine.liveMaps.map(mapWwid));
  const doubtful = new Map(doubts.doubtful);
  for (const { lun, decision } of luns) {
    const { wwid, paths } = lun;
    if (decision === undefined || mapped.has(wwid)) continue;
    const seqs = { usable: diskseqsOf(machine, paths), all: diskseqsOfLun(machine, lun) };
    const removal = settleRemoved(system, wwid, seqs, run.everything);
    if (removal !== undefined) doubtful.set(wwid, removal === "doubted" ? system.monotonic() : undefined);
    if (removal !== "found") continue;
    const devs = paths.map(({ dev }) => dev);
    const line = `the map of ${wwid} was removed, and not by pathplug: it is made again when it gets a new path, or by \`pathplug assemble\``;
    journal("warning", line, { kind: "removed-by-others", wwid, devs });
  }
  return { ...doubts, doubtful };
}

/** All disks of a LUN, by diskseq: a map may get those, too, that it would not take before. */
export function diskseqsOfLun(machine: Machine, lun: Lun): Diskseqs {
  return diskseqsOf(machine, allPaths(lun));
}

function diskseqsOf({ paths }: Machine, own: readonly Pick<PathFacts, "dev">[]): Diskseqs {
  const names = new Set(own.map(({ dev }) => dev));
  const seqs = paths.flatMap(({ dev, diskseq }) => (names.has(dev) ? [diskseq] : []));
  const told = seqs.filter((seq) => seq !== undefined);
  return told.length === seqs.length ? told : undefined;
}
