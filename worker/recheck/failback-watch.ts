import {
  type FailbackState,
  failbackStep,
  type LateFailback,
  lateFailback,
} from "../../core/recheck/failback.ts";
import type { MapPaths } from "../../core/recheck/failed-paths.ts";
import type { Registered } from "../../host/registry/registered.ts";
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
  readonly #journal: Journal;
  readonly #states = new Map<string, FailbackState>();
  readonly #restUntil = new Map<string, number>();
  #waiting = false;

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  /** Whether no time is running: what has been asked for, the kernel does by itself. */
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
      const { state, group } = failbackStep(failback, groups, this.#states.get(wwid), now);
      this.#states.set(wwid, state);
      const isResting = now < (this.#restUntil.get(wwid) ?? 0);
      if (isWaiting(failback, state) && group === undefined) this.#waiting = true;
      if (group !== undefined && !isResting) {
        this.#restUntil.set(wwid, now + REST);
        due.push({ map, wwid, group });
      }
    }
    for (const wwid of this.#states.keys()) if (!seen.has(wwid)) this.#states.delete(wwid);
    return due;
  }

  done({ map, wwid, group }: Switch): void {
    const text = `switched the group of ${map}: path group ${group} is better, and its time has come`;
    this.#journal("note", text, { kind: "group-switched", wwid, map });
  }
}

function isWaiting(failback: LateFailback, { better }: FailbackState): boolean {
  return failback !== "followover" && better !== undefined;
}
