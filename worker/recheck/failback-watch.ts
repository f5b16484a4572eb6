import {
  type FailbackState,
  failbackStep,
  type LateFailback,
  lateFailback,
} from "../../core/recheck/failback.ts";
import type { MapPaths } from "../../core/recheck/failed-paths.ts";
import type { Registered } from "../../host/registry/registered.ts";
import { forgetUsable, rememberedUsable, rememberUsable } from "../../host/run/recheck-markers.ts";
import type { System } from "../../host/system/system.ts";
import type { Journal } from "../engine/journal.ts";

/** A map that is to change over to its best group. */
export interface Switch {
  readonly map: string;
  readonly wwid: string;
  readonly group: number;
}

/** How long the kernel is not asked again, milliseconds: it changes over with the next request. */
const REST = 10_000;

/** Has maps change over to their best group after a time, or when its first path comes back: `failback` N and followover. */
export class FailbackWatch {
  readonly #system: System;
  readonly #journal: Journal;
  readonly #states = new Map<string, FailbackState>();
  readonly #restUntil = new Map<string, number>();
  /** The groups that maps are to change over to, until the kernel has been told, or they are not better any more. */
  readonly #pending = new Map<string, number>();
  #waiting = false;

  constructor(system: System, journal: Journal) {
    this.#system = system;
    this.#journal = journal;
  }

  /** Whether no time is running, and the kernel has been told of all that is due: that it does by itself. */
  get isEmpty(): boolean {
    return !this.#waiting;
  }

  /** Takes over what the kernel says of all maps; returns which are to change over now. */
  note(
    maps: readonly MapPaths[],
    registered: ReadonlyMap<string, Registered>,
    now: number,
  ): readonly Switch[] {
    const due: Switch[] = [];
    const seen = new Set<string>();
    this.#waiting = false;
    for (const { map, wwid, groups } of maps) {
      const failback = lateFailback(registered.get(wwid)?.entry.failback);
      if (failback === undefined) continue;
      seen.add(wwid);
      const { state, group } = failbackStep(failback, groups, this.#before(wwid), now);
      this.#states.set(wwid, state);
      if (group !== undefined) this.#pending.set(wwid, group);
      const next = this.#nextOf(wwid, state);
      if (next !== undefined || isCounting(failback, state)) this.#waiting = true;
      // The first path of a group comes back once: that is written down as seen only when the kernel has been told.
      if (failback === "followover" && next === undefined) rememberUsable(this.#system, wwid, state.usable);
      if (next === undefined || now < (this.#restUntil.get(wwid) ?? 0)) continue;
      this.#restUntil.set(wwid, now + REST);
      due.push({ map, wwid, group: next });
    }
    for (const wwid of this.#states.keys()) {
      if (seen.has(wwid)) continue;
      this.#states.delete(wwid);
      this.#pending.delete(wwid);
      forgetUsable(this.#system, wwid);
    }
    return due;
  }

  #before(wwid: string): FailbackState | undefined {
    const state = this.#states.get(wwid);
    if (state !== undefined) return state;
    const usable = rememberedUsable(this.#system, wwid);
    return usable && { usable };
  }

  /**
   * The group that a map is to change over to, as long as that is better. A first path that has come back is seen once: it is
   * remembered while the kernel is not asked, or refuses.
   */
  #nextOf(wwid: string, { better }: FailbackState): number | undefined {
    if (better !== undefined && this.#pending.get(wwid) === better.group) return better.group;
    this.#pending.delete(wwid);
    return undefined;
  }

  /** The kernel has taken it. A group that cannot be made ready is left again: then its time begins anew. */
  done({ map, wwid, group }: Switch): void {
    this.#pending.delete(wwid);
    const { usable } = this.#states.get(wwid) ?? {};
    if (usable !== undefined) this.#states.set(wwid, { usable });
    const text = `switched the group of ${map}: path group ${group} is better, and its time has come`;
    this.#journal("note", text, { kind: "group-switched", wwid, map });
  }
}

function isCounting(failback: LateFailback, { better }: FailbackState): boolean {
  return failback !== "followover" && better !== undefined;
}
