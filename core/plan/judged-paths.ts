import { allPaths } from "../topology/luns.ts";
import type { PathFacts } from "../topology/path.ts";
import type { Judgement } from "./judge.ts";

/** Every path that was judged, decoded once: those of LUNs, those refused, those without an id. */
export function judgedPaths({ luns, unidentified }: Judgement): readonly PathFacts[] {
  return [...luns.flatMap(({ lun }) => allPaths(lun)), ...unidentified];
}
