import type { Action } from "../../core/plan/plan.ts";

/** What is known of a table right before it goes live. With a new table the kernel uses every path. */
export interface GoingLive {
  /** Whether none of its paths works: whoever read the map would wait, or be told of errors. */
  readonly isPathless: boolean;
  /** Done as soon as it is live, before udev has processed that. */
  readonly finish: () => Promise<void>;
}

/** Called right before a table goes live. */
export type WhenLive = (action: Action) => Promise<GoingLive>;
