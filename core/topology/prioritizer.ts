import type { AccessState } from "../decode/rtpg.ts";
import type { PrioArguments, Prioritizer } from "../profile/settings.ts";
import { undefinedPriority } from "./grouping-policy.ts";
import type { Access } from "./path.ts";

/** As multipath-tools' alua and sysfs prioritizers weigh the states; the others are 0. */
const priorities: Readonly<Record<AccessState, number>> = {
  "active/optimized": 50,
  "active/non-optimized": 10,
  "lba-dependent": 5,
  standby: 1,
  unavailable: 0,
  offline: 0,
  transitioning: 0,
};

const PREFERRED = 80;
const CONSTANT = 1;

/**
 * Priority of a path. `sysfs`, `alua` and `ana` weigh the same state, which was read from the kernel or asked from the
 * device; a preferred port adds 80 unless it is optimized anyway, or always with `exclusive_pref_bit`.
 */
export function prioritize(
  prioritizer: Prioritizer,
  args: PrioArguments,
  access: Access | undefined,
): number {
  if (prioritizer === "const") return CONSTANT;
  // A namespace that knows no asymmetric access is alike on all paths.
  if (access === undefined) return prioritizer === "ana" ? CONSTANT : undefinedPriority;
  const base = priorities[access.state];
  const isExclusive = args.exclusive_pref_bit === true;
  const counts = access.preferred && (access.state !== "active/optimized" || isExclusive);
  return counts ? base + PREFERRED : base;
}
