import { MapsUnknown } from "../../host/device-mapper/dm-info.ts";
import { readRevocation } from "../../host/ownership/ownership.ts";
import type { System } from "../../host/system/system.ts";
import type { Journal } from "../engine/journal.ts";
import { lookAtMaps, type Watches } from "./look-at-maps.ts";

/** How often the kernel is asked for what no event has told, milliseconds. */
const LONGEST_SILENCE = 30_000;
/** The same while nothing has failed, before the recheck ends, and after the kernel has not answered. */
const CALM_SILENCE = 2_000;

/** When the kernel is asked of its maps. While it does not answer it is asked again, and nothing that is remembered is lost. */
export class MapLooks {
  readonly #system: System;
  readonly #journal: Journal;
  readonly #watches: Watches;
  #lookedAt = Number.NEGATIVE_INFINITY;
  /** What has come since the last answer. */
  #untold: readonly string[] = [];
  /** Whether the kernel has not answered when it was asked last. */
  isUnknown = false;
  /** Whether a path has changed by what the recheck has done itself. */
  isDue = false;

  constructor(system: System, journal: Journal, watches: Watches) {
    this.#system = system;
    this.#journal = journal;
    this.#watches = watches;
  }

  /** Asks where that is due; `revoked`: the host is another's. */
  async look(news: readonly string[], now: number): Promise<"looked" | "nothing" | "revoked"> {
    this.#untold = [...this.#untold, ...news];
    if (!this.#isTime(now)) return "nothing";
    if (readRevocation(this.#system) !== undefined) return "revoked";
    this.isDue = false;
    this.#lookedAt = now;
    try {
      const isSoon = await lookAtMaps(this.#system, this.#journal, this.#untold, this.#watches, now);
      this.isDue ||= isSoon;
    } catch (reason) {
      if (!(reason instanceof MapsUnknown)) throw reason;
      this.#tellUnknown(reason);
      return "nothing";
    }
    this.#untold = [];
    this.isUnknown = false;
    return "looked";
  }

  #isTime(now: number): boolean {
    const { watch, failback } = this.#watches;
    const isQuick = this.isUnknown || watch.isEmpty || !failback.isEmpty;
    if (now - this.#lookedAt >= (isQuick ? CALM_SILENCE : LONGEST_SILENCE)) return true;
    return !this.isUnknown && (this.#untold.length > 0 || this.isDue);
  }

  /** An answer that does not come takes its time: the rest begins behind it. */
  #tellUnknown({ message }: MapsUnknown): void {
    if (!this.isUnknown) this.#journal("error", `${message}; it is asked again`, { kind: "worker-failed" });
    this.isUnknown = true;
    this.#lookedAt = this.#system.monotonic();
  }
}
