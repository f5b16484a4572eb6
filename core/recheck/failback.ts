/** The path groups of a map, best first, as far as failback is concerned. */
export interface Groups {
  /** Number of the group in use, from 1; 0 where none is. */
  readonly current: number;
  /** For each, whether it has a path that the kernel uses. */
  readonly usable: readonly boolean[];
  /** For each, whether the kernel has disabled it: its array was too busy to make it ready. Only switch_group enables it. */
  readonly disabled: readonly boolean[];
}

/** `failback` of multipath.conf(5) that takes somebody who looks on: a number of seconds, or the first path of a group. */
export type LateFailback = "followover" | number;

/** What is remembered of a map between two looks; times are of one monotonic clock, milliseconds. */
export interface FailbackState {
  /** Number of the best group that was usable, and since when it has been better than the one in use. */
  readonly better?: { readonly group: number; readonly since: number };
  /** Which groups were usable. */
  readonly usable: readonly boolean[];
}

/** What to remember, and the group to change to now, if any. */
export interface FailbackStep {
  readonly state: FailbackState;
  readonly group?: number;
}

/** The better group, where there is one: the first usable one, while a later one is in use. */
function betterGroup({ current, usable }: Pick<Groups, "current" | "usable">): number | undefined {
  const best = usable.indexOf(true) + 1;
  return best > 0 && best < current ? best : undefined;
}

/**
 * Whether a map changes over to its best group now. A number of seconds counts from when the group became usable, anew if it
 * fails meanwhile. `followover` changes only when the first path of the group has come back while somebody looked: a group
 * that another host has moved the LUN away from stays unused.
 */
export function failbackStep(
  failback: LateFailback,
  groups: Pick<Groups, "current" | "usable">,
  before: FailbackState | undefined,
  now: number,
): FailbackStep {
  const { usable } = groups;
  const group = betterGroup(groups);
  if (group === undefined) return { state: { usable } };
  const since = before?.better?.group === group ? before.better.since : now;
  const state = { usable, better: { group, since } };
  const isDue =
    failback === "followover"
      ? before !== undefined && before.usable[group - 1] === false
      : now - since >= failback * 1_000;
  return isDue ? { state, group } : { state };
}

/**
 * Whether a map is to be looked at again because the kernel has disabled the group that is better than the one in use: it tells nobody.
 * `failback` is as the registry has it.
 */
export function isBetterDisabled(failback: string | undefined, groups: Groups): boolean {
  const better = betterGroup(groups);
  const isWanted = failback === "immediate" || typeof lateFailback(failback) === "number";
  return isWanted && better !== undefined && groups.disabled[better - 1] === true;
}

/** `failback` as the registry has it, where somebody has to look on. */
export function lateFailback(text: string | undefined): LateFailback | undefined {
  if (text === "followover") return text;
  return text !== undefined && /^[1-9]\d{0,5}$/.test(text) ? Number(text) : undefined;
}
