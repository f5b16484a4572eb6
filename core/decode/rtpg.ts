import type { AccessState } from "../topology/path.ts";

/** Why a group's state last changed (SPC-6 6.36, STATUS CODE). */
export type StatusCode = "none" | "by-command" | "implicitly" | "reserved";

/** One target port group descriptor (SPC-6 6.36, table "Target port group descriptor"). */
export interface TargetPortGroup {
  /** Byte offset of the descriptor. */
  readonly offset: number;
  readonly group: number;
  /** Absent for a reserved value. */
  readonly state?: AccessState;
  readonly preferred: boolean;
  /** States the device says it supports. */
  readonly supported: readonly AccessState[];
  readonly status: StatusCode;
  readonly vendorSpecific: number;
  /** Relative target port identifiers of the group. */
  readonly ports: readonly number[];
}

/** REPORT TARGET PORT GROUPS parameter data. */
export interface Rtpg {
  readonly format: "length-only" | "extended";
  /** Seconds an implicit transition may take; extended header only. */
  readonly implicitTransitionTime?: number;
  readonly groups: readonly TargetPortGroup[];
}
