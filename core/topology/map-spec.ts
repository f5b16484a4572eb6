import { diagnose } from "../diagnostic/codes.ts";
import type { Diagnostic } from "../diagnostic/diagnostic.ts";
import { tableFeatures } from "../profile/effective.ts";
import type { Settings } from "../profile/settings.ts";
import { type GroupingKey, groupPaths } from "./grouping-policy.ts";
import type { GroupSpec, Lun, MapSpec, MultipathTable } from "./map.ts";
import type { PathFacts } from "./path.ts";
import { prioritize } from "./prioritizer.ts";
import { selectorName } from "./same-table.ts";
import { isUsable } from "./serving.ts";

/** What was decided for one LUN before its paths are grouped. */
export interface LunDecision {
  readonly wwid: string;
  readonly settings: Settings;
  /** Name of the profile that decided. */
  readonly profile: string;
  /** Name of the dm device; absent: the WWID. */
  readonly alias?: string;
}

export interface SpecifiedMap {
  readonly spec: MapSpec;
  /** An error among them means that the map must not be made. */
  readonly findings: readonly Diagnostic[];
}

/** What the kernel can do, as far as it was asked. */
export interface Capabilities {
  /** Path selectors that are loaded or loadable; absent when it could not be found out. */
  readonly selectors?: readonly string[];
}

/** What replaces a selector that the kernel lacks, best first. */
const fallbackSelectors = ["service-time", "queue-length", "round-robin"];

const WORD = /^[A-Za-z0-9_.:+-]{1,64}$/;

/**
 * The map that the paths of a LUN should have: priorities, groups (best first), features, handler, selector.
 * An attached handler (dh_state) wins over the settings, as it does in the kernel since 4.3. The size is the
 * smallest that a path has; the kernel takes one that tells none into any table. Every word that goes into the table is checked.
 */
export function specifyMap(lun: Lun, decision: LunDecision, capabilities: Capabilities): SpecifiedMap {
  const { settings } = decision;
  const attached = lun.paths.find((path) => isAttached(path.handler))?.handler;
  const selector = chooseSelector(settings.path_selector, capabilities, lun.wwid);
  const spec: MapSpec = {
    wwid: lun.wwid,
    name: decision.alias ?? lun.wwid,
    uuid: `mpath-${lun.wwid}`,
    sectors: smallest(lun.paths.map(({ sectors }) => sectors)),
    readOnly: lun.paths.length > 0 && lun.paths.every((path) => path.readOnly),
    features: tableFeatures(settings),
    hwhandler: handlerWords(attached, settings.hardware_handler),
    selector: selector.chosen,
    groups: specifyGroups(lun.paths, settings),
    profile: decision.profile,
    settings,
  };
  const words = [...spec.features, ...spec.hwhandler, ...spec.selector.split(" ")];
  const unfit = words.filter((word) => !WORD.test(word));
  return {
    spec,
    findings: [
      ...selector.findings,
      ...unfit.map((word) => diagnose("word-unfit", lun.wwid, `has the word ${JSON.stringify(word)}`)),
    ],
  };
}

function smallest(sizes: readonly number[]): number {
  const told = sizes.filter((size) => size > 0);
  return told.length === 0 ? 0 : Math.min(...told);
}

function isAttached(handler: string | undefined): boolean {
  return handler !== undefined && handler !== "" && handler !== "detached";
}

/** Arguments of the configured handler stay when that is the attached one. */
function handlerWords(attached: string | undefined, configured: readonly string[]): readonly string[] {
  return attached === undefined || configured[0] === attached ? configured : [attached];
}

function specifyGroups(paths: readonly PathFacts[], settings: Settings): readonly GroupSpec[] {
  const keyed = paths.map((path) => ({ ...groupingKey(path, settings), path }));
  const separate = settings.marginal_pathgroups === "on";
  return groupPaths(settings.path_grouping_policy, keyed, separate).map((group) => ({
    prio: group.prio,
    paths: group.paths.map(({ path }) => path),
  }));
}

/** Priority of a path under the settings of its LUN. */
export function pathPriority(path: PathFacts, settings: Settings): number {
  return prioritize(settings.prio, settings.prio_args, path.access);
}

function groupingKey(path: PathFacts, settings: Settings): GroupingKey {
  return {
    prio: pathPriority(path, settings),
    marginal: settings.marginal_pathgroups === "on" && path.marginal === true,
    tpg: path.tpg ?? -1,
    node: path.targetNode ?? "",
    serial: path.serial ?? "",
    usable: isUsable(path),
  };
}

function chooseSelector(
  wanted: string,
  { selectors }: Capabilities,
  wwid: string,
): { readonly chosen: string; readonly findings: readonly Diagnostic[] } {
  const name = selectorName(wanted);
  if (selectors === undefined || selectors.includes(name)) return { chosen: wanted, findings: [] };
  const instead = fallbackSelectors.find((selector) => selectors.includes(selector));
  // A kernel that has none of them has no multipath at all: the load will say so better than this.
  if (instead === undefined) return { chosen: wanted, findings: [] };
  const finding = diagnose("selector-missing", wwid, `${name} is asked for, ${instead} is used`);
  return { chosen: `${instead} 0`, findings: [finding] };
}

/** The table that a map should have. */
export function tableOf(spec: MapSpec): MultipathTable {
  return {
    sectors: spec.sectors,
    features: spec.features,
    hwhandler: spec.hwhandler,
    initialGroup: spec.groups.length > 0 ? 1 : 0,
    groups: spec.groups.map(({ paths }) => ({
      selector: spec.selector,
      paths: paths.map(({ devt }) => ({ devt, args: ["1"] })),
    })),
  };
}
