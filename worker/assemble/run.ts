import type { CompiledProfiles } from "../../core/profile/compiled.ts";
import type { RunCookies } from "../../host/device-mapper/udev-cookies.ts";
import type { Asked } from "../../host/devices/target-port-groups.ts";
import { hasRequests } from "../../host/run/requests.ts";
import type { System } from "../../host/system/system.ts";
import type { Journal } from "../engine/journal.ts";
import type { Agenda } from "./agenda.ts";
import type { Burst } from "./burst.ts";
import type { Questions } from "./questions.ts";

/** What one run knows and waits for. */
export interface Run {
  readonly system: System;
  /** When it takes no more markers, on the monotonic clock in milliseconds. */
  readonly end: number;
  readonly profiles: CompiledProfiles;
  readonly journal: Journal;
  readonly burst: Burst;
  readonly agenda: Agenda;
  /** What LUNs are asked of their access states. */
  readonly questions: Questions<Asked>;
  /** What udev has still to complete of what this run has changed. */
  readonly cookies: RunCookies;
  /** Whether somebody asks for all maps: those that were removed are made again. */
  readonly everything: boolean;
  /** When each LUN was first looked at, by WWID. */
  readonly firstSeen: Map<string, number>;
  /** Since when LUNs wait for a path that may be another LUN now, by WWID. */
  readonly suspectSince: Map<string, number>;
  /** Since when LUNs wait for a second path in mode `smart`, by WWID. */
  readonly smartSince: Map<string, number>;
  /** Disks whose LUN had failed in an earlier run. */
  readonly late: Set<string>;
  /** Whether somebody asks for the run by hand: what failed before is tried again, and mode `off` is as `greedy`. */
  readonly isByHand: boolean;
  /** Disks that udev was asked to claim, by kernel name and diskseq: the next disk under a name is another one. */
  readonly retriggered: Set<string>;
  /** When a process was first seen to have a disk open, by both names; see `doubt.ts`. */
  readonly openers: Map<string, number>;
  /** How often a path of a LUN has not answered in time, by WWID. */
  readonly silences: Map<string, number>;
  /** Disks that were to say who they are before a map takes them, by diskseq: a run asks each once, whatever comes of it. */
  readonly unheard: Set<string | undefined>;
  /** Refusals that have been said, so that a run says each once. */
  readonly said: Set<string>;
  /** LUNs whose change has failed in this run, by WWID; none where it worked in the end. */
  readonly failures: Map<string, Failure>;
  /** Disks of LUNs that did not answer in this run, by WWID. */
  readonly silent: Map<string, readonly string[]>;
  /** Files of the registry that this run has written. */
  readonly registered: Set<string>;
  /** WWIDs of LUNs that have a map: multipath-tools' list is to have them. */
  readonly listed: Set<string>;
  /** WWIDs of LUNs whose entries /etc did not take, so that they are kept in /run. */
  readonly kept: Set<string>;
}

export interface Failure {
  /** How often. */
  readonly count: number;
  /** What leads a later run to it: its disks, or its map where it has none. */
  readonly devs: readonly string[];
  /** Whether it was given back to the system, and is to be tried again when something has changed. */
  readonly isLeft?: true;
}

/** Whether a run is to end with what it has: it has lasted long, or somebody waits for what no run may be under way for. */
export function isToEnd({ system, end }: Run): boolean {
  return system.monotonic() >= end || hasRequests(system);
}
