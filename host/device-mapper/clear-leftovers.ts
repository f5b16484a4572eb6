import type { System } from "../system/system.ts";
import { CHANGE_TIMEOUT, removeMap } from "./perform-action.ts";

/**
 * Clears what a killed run left of maps: tables that wait to go live, and maps that never got one. Nothing of ours may be under
 * way. Returns whether a map has changed by it.
 */
export async function clearLeftovers(
  system: System,
  maps: readonly {
    readonly name: string;
    readonly inactiveTable: boolean;
    readonly table?: unknown;
    readonly openCount: number;
  }[],
): Promise<boolean> {
  const waiting = maps.filter(({ inactiveTable }) => inactiveTable);
  const empty = maps.filter(({ table, openCount }) => table === undefined && openCount === 0);
  for (const { name } of waiting)
    await system.spawn(["dmsetup", "clear", name], { timeoutMs: CHANGE_TIMEOUT });
  for (const { name } of empty) await removeMap(system, name, CHANGE_TIMEOUT);
  return waiting.length + empty.length > 0;
}
