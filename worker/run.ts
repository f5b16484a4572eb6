import type { CompiledProfiles } from "../core/profile/compiled.ts";
import type { System } from "../host/system.ts";
import type { Agenda } from "./agenda.ts";
import type { Burst } from "./burst.ts";
import type { Journal } from "./journal.ts";

/** What one run knows and waits for. */
export interface Run {
  readonly system: System;
  readonly profiles: CompiledProfiles;
  readonly journal: Journal;
  readonly burst: Burst;
  readonly agenda: Agenda;
  /** When each LUN was first looked at, by WWID. */
  readonly firstSeen: Map<string, number>;
  readonly retriggered: Set<string>;
  /** When a process was first seen to have a disk open, by both names; see `doubt.ts`. */
  readonly openers: Map<string, number>;
  /** How often a path of a LUN has not answered in time, by WWID. */
  readonly silences: Map<string, number>;
  /** Refusals that have been said, so that a run says each once. */
  readonly said: Set<string>;
  /** LUNs whose change has failed in this run, by WWID; none where it worked in the end. */
  readonly failures: Map<string, Failure>;
  /** Disks of LUNs that did not answer in this run, by WWID. */
  readonly silent: Map<string, readonly string[]>;
  /** Files of the registry that this run has written. */
  readonly registered: Set<string>;
  /** WWIDs of LUNs whose entries /etc did not take, so that they are kept in /run. */
  readonly kept: Set<string>;
}

export interface Failure {
  /** How often. */
  readonly count: number;
  /** What leads a later run to it: its disks, or its map where it has none. */
  readonly devs: readonly string[];
}
