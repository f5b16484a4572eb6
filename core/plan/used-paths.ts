import type { LeftMark } from "../claim/left-mark.ts";
import { isCandidate } from "../claim/mode.ts";
import { claimKey } from "../identify/registry-key.ts";
import { allPaths } from "../topology/luns.ts";
import type { PathFacts } from "../topology/path.ts";
import { devtsOf } from "./eligible-paths.ts";
import type { Judgement } from "./judge.ts";
import { leftMarkOf, leftText } from "./left-lun.ts";
import type { Machine } from "./machine.ts";
import { UNNAMED } from "./unnamed-paths.ts";

/** Why a path is left that the claim rule takes by the file of another LUN: there is no map to be made of it. */
export const FOREIGN = "/etc/pathplug/luns.d has another LUN under its id";

/** A path that the claim rule has to leave to whoever uses it, or its LUN, outside a map. */
export interface UsedPath {
  readonly path: PathFacts;
  readonly use: string;
  /** Whether the LUN is left as a whole, with the paths that are still to come; else this disk alone. */
  readonly wholeLun: boolean;
  /** What its marker tells, where it is left though nobody uses it. */
  readonly left?: LeftMark;
  /** Whether the claim rule or the worker would take it if nobody used it. */
  readonly known: boolean;
}

/**
 * Every path that is used, refused and unidentified ones too: a mounted disk that is claimed is unmounted by systemd,
 * whatever map it would be in. Those that nobody can name, or that are listed as another LUN, are left in the same way,
 * each disk by itself.
 */
export function usedPaths(machine: Machine, { luns, unidentified, unnamed }: Judgement): readonly UsedPath[] {
  // The rule goes by the name of a file, whatever LUN that is of.
  const isListed = ({ identity }: PathFacts): boolean => machine.registry.has(claimKey(identity) ?? "");
  // Without diskseq (kernels before 5.15) only its id can mark a disk.
  const isNumberless = ({ dev }: PathFacts): boolean =>
    machine.paths.find((raw) => raw.dev === dev)?.diskseq === undefined;
  const held = new Set(machine.liveMaps.flatMap((map) => [...devtsOf(map)]));
  const ofLuns = luns.flatMap((judged) => {
    const { lun, use, match, entry, decision, isMapped } = judged;
    const paths = allPaths(lun);
    const known = isCandidate(machine.mode, match) || entry !== undefined || paths.some(isListed);
    const left = leftMarkOf(judged);
    const isForeign = decision === undefined && entry === undefined && !isMapped;
    return paths.flatMap((path): readonly UsedPath[] => {
      const own = machine.uses.get(path.dev);
      if (left !== undefined) return [{ path, use: leftText(judged, left), wholeLun: true, left, known }];
      if (use !== undefined) return [{ path, use, wholeLun: true, known }];
      if (own !== undefined) return [{ path, use: own, wholeLun: false, known }];
      if (!isForeign || !isListed(path) || held.has(path.devt)) return [];
      return [{ path, use: FOREIGN, wholeLun: isNumberless(path), known }];
    });
  });
  const ofNone = unidentified.flatMap((path): readonly UsedPath[] => {
    const use = machine.uses.get(path.dev);
    if (use !== undefined)
      return [{ path, use, wholeLun: true, known: unnamed.includes(path) || isListed(path) }];
    return unnamed.includes(path) ? [{ path, use: UNNAMED, wholeLun: isNumberless(path), known: true }] : [];
  });
  return [...ofLuns, ...ofNone];
}
