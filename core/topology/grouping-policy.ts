import type { GroupingPolicy } from "../profile/settings.ts";

/** Priority of a path whose priority is not known. */
export const undefinedPriority = -1;

/** What grouping looks at. */
export interface GroupingKey {
  readonly prio: number;
  /** Whether the path is slow or shaky and should only be used when no other is left. */
  readonly marginal: boolean;
  /** Target port group, -1 when unknown. */
  readonly tpg: number;
  readonly node: string;
  readonly serial: string;
  /** Whether it is up, or passive and able to come up: what counts towards its group's priority. */
  readonly usable: boolean;
}

export interface PathGroup<Path extends GroupingKey> {
  /** Mean priority of its usable paths, cut to a whole number. */
  readonly prio: number;
  readonly marginal: boolean;
  readonly usableCount: number;
  readonly paths: readonly Path[];
}

type Same = (a: GroupingKey, b: GroupingKey) => boolean;

const sameGroup: Readonly<Record<GroupingPolicy, Same>> = {
  failover: () => false,
  multibus: () => true,
  group_by_serial: (a, b) => a.serial === b.serial,
  group_by_prio: (a, b) => a.prio === b.prio,
  group_by_node_name: (a, b) => a.node === b.node,
  group_by_tpg: (a, b) => a.tpg === b.tpg,
};

/**
 * Path groups, best first, as multipath-tools orders them: marginal groups last, then by priority, then by the number
 * of usable paths, then as they came. Groups and the paths in them keep the order in which the paths are given.
 * With `separateMarginal` marginal paths get groups of their own (multipath.conf marginal_pathgroups).
 */
export function groupPaths<Path extends GroupingKey>(
  policy: GroupingPolicy,
  paths: readonly Path[],
  separateMarginal = false,
): readonly PathGroup<Path>[] {
  const parts = separateMarginal
    ? [paths.filter((path) => !path.marginal), paths.filter((path) => path.marginal)]
    : [paths];
  return parts
    .flatMap((part) => partition(part, sameGroup[policy]))
    .map(weigh)
    .sort(
      (a, b) => Number(a.marginal) - Number(b.marginal) || b.prio - a.prio || b.usableCount - a.usableCount,
    );
}

function partition<Path extends GroupingKey>(paths: readonly Path[], same: Same): readonly Path[][] {
  const groups: [Path, ...Path[]][] = [];
  for (const path of paths) {
    const group = groups.find(([first]) => same(first, path));
    if (group === undefined) groups.push([path]);
    else group.push(path);
  }
  return groups;
}

function weigh<Path extends GroupingKey>(paths: readonly Path[]): PathGroup<Path> {
  const usable = paths.filter((path) => path.usable);
  const known = usable.filter((path) => path.prio !== undefinedPriority);
  const sum = known.reduce((total, path) => total + path.prio, 0);
  const mean = known.length > 0 ? Math.trunc(sum / known.length) : usable.length > 0 ? undefinedPriority : 0;
  return { prio: mean, marginal: paths.every((path) => path.marginal), usableCount: usable.length, paths };
}
