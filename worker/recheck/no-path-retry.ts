import type { MapPaths } from "../../core/recheck/failed-paths.ts";
import {
  endingRetry,
  type Pathless,
  queueingStep,
  queueTime,
  resumedSince,
} from "../../core/recheck/no-path-retry.ts";
import type { Registered } from "../../host/registry/registered.ts";
import type { Journal } from "../engine/journal.ts";

/** A message for a map, and what is said once it was taken. */
export interface QueueingChange {
  readonly map: string;
  readonly wwid: string;
  readonly message: "fail_if_no_path" | "queue_if_no_path";
}

/** How long the kernel is not asked again for what it has refused, milliseconds. */
const REST = 5_000;

/** Counts how long maps have had no path, for those that queue for a number of checks (no_path_retry N). */
export class RetryCountdown {
  readonly #journal: Journal;
  readonly #maps = new Map<string, Pathless & { readonly map: string; readonly upSince?: number }>();
  readonly #restUntil = new Map<string, number>();

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  /** Whether nothing is being counted. */
  get isEmpty(): boolean {
    return ![...this.#maps.values()].some(
      ({ active, queueing, retry }) =>
        queueing && (retry === "fail" || (active === 0 && retry !== undefined)),
    );
  }

  /** Takes over what the kernel says of all maps; `suspects` have a path that may be another LUN now. */
  note(
    maps: readonly MapPaths[],
    registered: ReadonlyMap<string, Registered>,
    suspects: ReadonlySet<string>,
    now: number,
  ): void {
    const before = new Map(this.#maps);
    this.#maps.clear();
    for (const { map, wwid, active, queueing } of maps) {
      const { since, upSince } = before.get(wwid) ?? {};
      const isLost = upSince !== undefined && active === 0;
      const last = isLost ? resumedSince(since, upSince, now) : since;
      // What tells that it may be another LUN has its own time.
      const from = isLost && suspects.has(wwid) ? undefined : last;
      const retry = endingRetry(registered.get(wwid)?.entry.noPathRetry);
      this.#maps.set(wwid, {
        map,
        active,
        queueing,
        isSuspect: suspects.has(wwid),
        ...(active === 0 ? { since: from ?? now } : { upSince: upSince ?? now }),
        ...(active === 0 || from === undefined ? {} : { since: from }),
        ...(retry === undefined ? {} : { retry }),
      });
    }
  }

  /** Tries a change again only after a while that the kernel has refused. */
  refused({ wwid }: QueueingChange, now: number): void {
    this.#restUntil.set(wwid, now + REST);
  }

  /** What is to be told to the kernel now. */
  due(now: number): readonly QueueingChange[] {
    return [...this.#maps].flatMap(([wwid, pathless]) => {
      const step = queueingStep(pathless, now);
      if (step === "nothing" || now < (this.#restUntil.get(wwid) ?? 0)) return [];
      const message = step === "fail" ? "fail_if_no_path" : "queue_if_no_path";
      return [{ map: pathless.map, wwid, message } as const];
    });
  }

  /** The kernel has taken the message. */
  done({ map, wwid, message }: QueueingChange): void {
    const pathless = this.#maps.get(wwid);
    if (pathless === undefined) return;
    const isEnded = message === "fail_if_no_path";
    this.#maps.set(wwid, { ...pathless, queueing: !isEnded });
    if (isEnded && pathless.retry === "fail") {
      const text = `${map}: I/O fails again when no path is left (no_path_retry fail)`;
      this.#journal("note", text, { kind: "queueing-ended", wwid, map });
    } else if (isEnded) {
      const seconds = queueTime(pathless.retry ?? 0, false) / 1_000;
      const text = `${map}: no path for ${seconds} s (no_path_retry ${pathless.retry}): what was queued has failed`;
      this.#journal("error", text, { kind: "queueing-ended", wwid, map });
    } else {
      this.#journal("note", `${map}: a path is back, I/O is queued again when none is left`, {
        kind: "queueing-again",
        wwid,
        map,
      });
    }
  }
}
