import type { CompiledProfiles } from "../profile/compiled.ts";
import { naturalOrder } from "../topology/natural-order.ts";
import { decodePath } from "../topology/path-facts.ts";
import { matchPath } from "./judge.ts";
import type { Machine } from "./machine.ts";

/** Disks that the claim rule decides otherwise on under other profiles, in natural order. */
export function changedVerdicts(
  machine: Machine,
  before: CompiledProfiles,
  after: CompiledProfiles,
): readonly string[] {
  return machine.paths
    .filter((raw) => {
      const { path } = decodePath(raw);
      const [one, other] = [matchPath(before, path), matchPath(after, path)];
      return one.profile !== other.profile || one.claim !== other.claim;
    })
    .map(({ dev }) => dev)
    .sort(naturalOrder);
}
