import type { LiveMap, MapSpec, MultipathTable } from "../topology/map.ts";
import type { ActionKind } from "./plan.ts";

/** An action before its name is settled: names depend on each other, see `settleNames`. */
export interface Step {
  readonly kind: Exclude<ActionKind, "rename">;
  readonly wwid: string;
  /** Name the map should have; absent where it keeps the one it has. */
  readonly wantedName?: string;
  readonly live?: LiveMap;
  readonly spec?: MapSpec;
  /** What is loaded. */
  readonly table?: MultipathTable;
  /** 1-based, for switch-group. */
  readonly group?: number;
  /** Whether the kernel is told to remove the map when it is closed, or no longer to. */
  readonly deferral?: "set" | "cancel";
  readonly profile?: string;
  readonly reason: string;
}
