import { diagnose } from "../diagnostic/codes.ts";
import type { Diagnostic } from "../diagnostic/diagnostic.ts";
import type { LiveMap, MapSpec, MultipathTable } from "../topology/map.ts";
import { tableOf } from "../topology/map-spec.ts";
import { isBioBased, sameFeatures, sameShape, selectorName } from "../topology/same-table.ts";
import { canServe } from "../topology/serving.ts";
import { given } from "../values/given.ts";
import { devtsOf } from "./eligible-paths.ts";
import type { SizeWish } from "./machine.ts";
import type { Step } from "./step.ts";
import { isToBeReadOnly } from "./write-protection.ts";

/** What turns a live map into the map that should stand. */
export interface Comparison {
  readonly kind: "nothing" | "reload" | "resize" | "switch-group";
  readonly table?: MultipathTable;
  readonly group?: number;
  readonly reason: string;
  readonly findings: readonly Diagnostic[];
}

/** What is known of the LUN beside the paths that its map should have. */
export interface LunFacts {
  /** Whether all paths have one size. */
  readonly sizesAgree: boolean;
  /** Whether a path may be another LUN now. */
  readonly isSuspect: boolean;
  readonly sizeWish: SizeWish | undefined;
  /** Whether a path that the map should not have, by `major:minor`, may lead to other data: it must not stay in it. */
  readonly mustLeave: (devt: string) => boolean;
}

/** Compares a live map with its specification, by meaning. */
export function compareMap(live: LiveMap, wanted: MapSpec, facts: LunFacts): Comparison {
  const { table: now } = live;
  if (now === undefined) {
    return { kind: "reload", table: tableOf(wanted), reason: "the map has no table", findings: [] };
  }
  const kept = keepQueueMode(now, keepQueueing(now, keepFailing(live, now, wanted), facts.isSuspect));
  const { findings } = kept;
  const sectors = loadableSize(live, now, wanted, facts);
  if (sectors === undefined) {
    const which = facts.sizesAgree ? "all its paths have" : "a path of it has";
    const reason = `${which} shrunk to ${wanted.sectors} sectors, and it does not follow`;
    return {
      kind: "nothing",
      reason,
      findings: [...findings, diagnose("size-kept", wanted.wwid, `${reason}.`)],
    };
  }
  const target = keepGroup(tableOf({ ...kept.spec, sectors }), live, now, wanted);
  const same = sameShape(now, toleratingHandler(target, now, wanted));
  if (target.sectors !== now.sectors) {
    const reason = `its size changes from ${now.sectors} to ${target.sectors} sectors`;
    return { kind: "resize", table: target, reason, findings };
  }
  if (!same) {
    const reason = difference(now, target);
    return reason === REGROUPED && isInTransition(wanted)
      ? { kind: "nothing", reason: "a target port group is in transition", findings }
      : { kind: "reload", table: target, reason, findings };
  }
  const readOnly = isToBeReadOnly(live, wanted);
  if (readOnly !== live.readOnly) {
    const reason = readOnly ? "all its paths are write-protected" : "its paths are write-protected no more";
    return { kind: "reload", table: target, reason, findings };
  }
  const group = betterGroup(live, now, wanted);
  if (group !== undefined) {
    return { kind: "switch-group", group, reason: `path group ${group} is better and usable`, findings };
  }
  return { kind: "nothing", reason: "the map is as it should be", findings };
}

/**
 * A new table begins with its first group; where failback is not immediate, the map goes on with the group that it has in use, as
 * long as that has a path which works and can serve I/O. With followover it does not where all paths of the best group have just come.
 */
function keepGroup(
  target: MultipathTable,
  live: LiveMap,
  now: MultipathTable,
  { settings, groups }: MapSpec,
): MultipathTable {
  const { failback } = settings;
  const own = devtsOf(live);
  const isBack = failback === "followover" && groups[0]?.paths.every(({ devt }) => !own.has(devt));
  if (failback === "immediate" || isBack === true) return target;
  const initialGroup = groupInUse(now, target);
  const failed = failedDevts(live);
  const isUsable = groups[initialGroup - 1]?.paths.some((path) => canServe(path) && !failed.has(path.devt));
  return isUsable === true ? { ...target, initialGroup } : target;
}

/** The number of the group of `target` that has paths of the group which `now` has in use; the first where none has. */
export function groupInUse(now: MultipathTable, target: Pick<MultipathTable, "groups">): number {
  const used = new Set(now.groups[now.initialGroup - 1]?.paths.map(({ devt }) => devt));
  const at = target.groups.findIndex(({ paths }) => paths.some(({ devt }) => used.has(devt)));
  return at < 0 ? Math.min(1, target.groups.length) : at + 1;
}

/**
 * Where the time of no_path_retry is over, what comes fails until a path works: a reload that has the map queue again would
 * begin that time anew, and keep its users waiting.
 */
function keepFailing(live: LiveMap, now: MultipathTable, spec: MapSpec): MapSpec {
  const failed = failedDevts(live);
  const isPathless = spec.groups.every(({ paths }) => paths.every(({ devt }) => failed.has(devt)));
  const hasEnded = typeof spec.settings.no_path_retry === "number" && !now.features.includes(QUEUE);
  if (!isPathless || !hasEnded) return spec;
  return { ...spec, features: spec.features.filter((word) => word !== QUEUE) };
}

const QUEUE = "queue_if_no_path";

/** While a path may be another LUN its map queues, whatever its settings say, until the recheck knows. */
function keepQueueing(now: MultipathTable, spec: MapSpec, isSuspect: boolean): MapSpec {
  if (!isSuspect || !now.features.includes(QUEUE) || spec.features.includes(QUEUE)) return spec;
  return { ...spec, features: [...spec.features, QUEUE] };
}

/** Queue mode cannot change on reload: a map keeps the one it was made with. */
function keepQueueMode(
  now: MultipathTable,
  spec: MapSpec,
): { spec: MapSpec; findings: readonly Diagnostic[] } {
  const isBio = isBioBased(now.features);
  if (isBio === isBioBased(spec.features)) return { spec, findings: [] };
  const rest = spec.features.filter(
    (word, at) => word !== "queue_mode" && spec.features[at - 1] !== "queue_mode",
  );
  const features = isBio ? ["queue_mode", "bio", ...rest] : rest;
  const message = `stays ${isBio ? "bio" : "request"}-based until it is made anew`;
  return { spec: { ...spec, features }, findings: [diagnose("queue-mode-kept", spec.wwid, message)] };
}

/**
 * A map is resized when all its paths agree on the new size and its settings, or somebody, want it so. A resize flushes, and flushing
 * a map that has no path, or none that works, fails what it queues: such a map first gets its paths back at the size it has, and is
 * resized when it is looked at again. Absent where its paths are too small for the size that it keeps: no table of it can be
 * loaded, and a disk that is gone stays in the one it has. It shrinks unasked only where a path must leave it, or none of it is left.
 */
function loadableSize(
  live: LiveMap,
  now: MultipathTable,
  { sectors, groups, settings }: MapSpec,
  { sizesAgree, sizeWish, mustLeave }: LunFacts,
): number | undefined {
  const mode = settings.auto_resize ?? "grow_only";
  const isWished = sizeWish?.sectors === sectors;
  const inMap = devtsOf(live);
  const wanted = groups.flatMap(({ paths }) => paths.map(({ devt }) => devt));
  const own = wanted.filter((devt) => inMap.has(devt));
  const failed = failedDevts(live);
  const hasPath = own.some((devt) => !failed.has(devt));
  if (sectors < now.sectors) {
    const isForced = [...inMap].some((devt) => !wanted.includes(devt) && mustLeave(devt));
    const isAsked = sizesAgree && ((isWished && sizeWish.mayShrink) || (mode === "grow_shrink" && hasPath));
    return isForced || isAsked || own.length === 0 ? sectors : undefined;
  }
  return hasPath && sizesAgree && (isWished || mode !== "never") ? sectors : now.sectors;
}

/** `major:minor` of the paths that the kernel has given up for now; none where there is no map. */
export function failedDevts(live: Pick<LiveMap, "status"> | undefined): ReadonlySet<string> {
  const paths = live?.status?.groups.flatMap((group) => group.paths) ?? [];
  return new Set(paths.filter(({ state }) => state === "failed").map(({ devt }) => devt));
}

/** The kernel prints the handler that is attached, whichever was asked for. */
function toleratingHandler(target: MultipathTable, now: MultipathTable, { groups }: MapSpec): MultipathTable {
  const [handler] = now.hwhandler;
  const isAttached = groups.some(({ paths }) => paths.some((path) => path.handler === handler));
  return handler !== undefined && isAttached ? { ...target, hwhandler: now.hwhandler } : target;
}

/** One sentence on what differs, most telling first. */
function difference(now: MultipathTable, target: MultipathTable): string {
  const old = devts(now);
  const wanted = devts(target);
  const added = [...wanted].filter((devt) => !old.has(devt));
  const gone = [...old].filter((devt) => !wanted.has(devt));
  const parts = [
    ...(added.length > 0 ? [`${counted(added.length)} joined`] : []),
    ...(gone.length > 0 ? [`${counted(gone.length)} left`] : []),
  ];
  if (parts.length > 0) return parts.join(", ");
  if (!sameFeatures(now.features, target.features)) return "its features change";
  if (now.hwhandler[0] !== target.hwhandler[0]) return "its hardware handler changes";
  const selector = (table: MultipathTable) => selectorName(table.groups[0]?.selector ?? "");
  if (selector(now) !== selector(target)) return "its path selector changes";
  return REGROUPED;
}

const REGROUPED = "its path groups change";

/**
 * Whether a target port group of its paths is between two access states. A reload waits for what is under way on the
 * paths, and the kernel sends a command to such a group again until it is through: regrouping would have all I/O of the map wait for that.
 */
function isInTransition({ groups }: MapSpec): boolean {
  return groups.some(({ paths }) => paths.some(({ access }) => access?.state === "transitioning"));
}

function devts(table: MultipathTable): ReadonlySet<string> {
  return new Set(table.groups.flatMap(({ paths }) => paths.map(({ devt }) => devt)));
}

function counted(paths: number): string {
  return paths === 1 ? "1 path" : `${paths} paths`;
}

/**
 * The best group, when failback is immediate, another one is current and the best has a path that the kernel uses. The kernel disables
 * one for good that its array was too busy to make ready; switch_group enables it, and it is tried again with each look.
 */
function betterGroup(live: LiveMap, now: MultipathTable, { settings, groups }: MapSpec): number | undefined {
  if (settings.failback !== "immediate" || now.groups.length < 2 || now.initialGroup <= 1) return undefined;
  const best = live.status?.groups[0];
  const canBeTried = best?.state !== "disabled" || groups[0]?.paths.some(canServe);
  return canBeTried && best?.paths.some(({ state }) => state === "active") ? 1 : undefined;
}

/**
 * The comparison as a step. Without an alias a map keeps the name it has: systemd unmounts what fstab names by a device
 * node that goes.
 */
export function stepOf(comparison: Comparison, live: LiveMap, spec: MapSpec): Step {
  const { kind, table, group, reason } = comparison;
  const isBack = kind === "reload" && live.table?.groups.length === 0;
  return {
    kind,
    wwid: spec.wwid,
    ...(spec.name === spec.wwid ? {} : { wantedName: spec.name }),
    live,
    spec,
    profile: spec.profile,
    reason,
    ...given({ table, group }),
    ...(isBack && spec.settings.deferred_remove === true ? { deferral: "cancel" } : {}),
  };
}
