import type { Action, Plan } from "../../../core/plan/plan.ts";
import { parseTable } from "../../../core/topology/dm-table.ts";
import type { LiveMap, MultipathTable } from "../../../core/topology/map.ts";
import type { PathFacts } from "../../../core/topology/path.ts";
import { statusOf } from "../sample-path.ts";
import { printedBack } from "../topology/table-generators.ts";

/** What a kernel has: its maps, the names of other dm devices, and the disks below. */
export interface Kernel {
  readonly version: number;
  readonly maps: readonly LiveMap[];
  readonly otherNames: readonly string[];
  readonly disks: readonly PathFacts[];
}

/** Performs a plan as the kernel would, and throws where the kernel or its administrator would suffer. */
export function performPlan(kernel: Kernel, plan: Plan): Kernel {
  return plan.actions.reduce(performAction, kernel);
}

function performAction(kernel: Kernel, action: Action): Kernel {
  if (action.kind === "nothing" || action.kind === "reject") return kernel;
  if (action.kind === "create") return create(kernel, action);
  const map = kernel.maps.find(({ name }) => name === (action.from ?? action.name));
  if (map === undefined) throw new Error(`${action.kind} of ${action.name}, which does not exist`);
  if (map.uuid !== action.uuid)
    throw new Error(`${action.kind} of ${action.name} would change a map of another UUID`);
  const others = { ...kernel, maps: kernel.maps.filter((other) => other !== map) };
  if (action.kind === "remove") {
    if (map.openCount > 0) throw new Error(`${action.name} is open and would be removed`);
    return others;
  }
  if (action.from !== undefined) refuseTaken(others, action.name);
  const renamed = { ...map, name: action.name };
  return { ...kernel, maps: [...others.maps, change(kernel, renamed, action)] };
}

function refuseTaken(kernel: Kernel, name: string): void {
  const names = [...kernel.otherNames, ...kernel.maps.map((map) => map.name)];
  if (names.includes(name)) throw new Error(`${name} is taken`);
}

function create(kernel: Kernel, action: Action): Kernel {
  refuseTaken(kernel, action.name);
  if (kernel.maps.some(({ uuid }) => uuid === action.uuid)) throw new Error(`${action.uuid} exists`);
  const empty: LiveMap = {
    name: action.name,
    uuid: action.uuid,
    dm: `dm-${kernel.maps.length}`,
    openCount: 0,
    readOnly: action.readOnly === true,
    suspended: false,
    inactiveTable: false,
  };
  return { ...kernel, maps: [...kernel.maps, change(kernel, empty, action)] };
}

function change(kernel: Kernel, map: LiveMap, action: Action): LiveMap {
  if (action.kind === "switch-group" && map.table !== undefined) {
    const table = { ...map.table, initialGroup: action.group ?? 0 };
    return { ...map, table, status: statusOf(table) };
  }
  if (action.table === undefined) return map;
  const parsed = parseTable(action.table);
  if (parsed.kind === "broken") throw new Error(parsed.diagnostic.message);
  const readOnly = action.readOnly === true;
  refuseUnloadable(kernel, map, parsed.value, readOnly);
  const table = printedBack(withAttachedHandler(kernel, parsed.value), { kernel: kernel.version });
  return { ...map, table, readOnly, status: statusOf(table) };
}

/** A disk that is gone, or cannot be opened and is not held open by the map already in that mode, fails the load. */
function refuseUnloadable(kernel: Kernel, map: LiveMap, table: MultipathTable, readOnly: boolean): void {
  const held = new Set(map.readOnly === readOnly ? devtsOf(map.table) : []);
  for (const devt of devtsOf(table)) {
    const disk = kernel.disks.find((one) => one.devt === devt);
    if (disk === undefined) throw new Error(`${devt} does not exist`);
    if (held.has(devt)) continue;
    if (disk.state !== "running") throw new Error(`${disk.dev} is ${disk.state} and cannot be opened`);
    if (disk.readOnly && !readOnly) throw new Error(`${disk.dev} is read-only and cannot be opened`);
  }
}

/** From 4.3 on an attached handler wins over the one that is asked for; the last path decides. */
function withAttachedHandler(kernel: Kernel, table: MultipathTable): MultipathTable {
  const attached = devtsOf(table).flatMap(
    (devt) => kernel.disks.find((disk) => disk.devt === devt)?.handler ?? [],
  );
  const last = attached.at(-1);
  return last === undefined ? table : { ...table, hwhandler: [last] };
}

export function devtsOf(table: MultipathTable | undefined): readonly string[] {
  return table?.groups.flatMap(({ paths }) => paths.map(({ devt }) => devt)) ?? [];
}
