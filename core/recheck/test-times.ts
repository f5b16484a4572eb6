/** What is remembered of a path that has failed; times are of one monotonic clock, milliseconds. */
export interface FailedSince {
  readonly failedAt: number;
  /** When the last test of it began; absent before the first. */
  readonly testedAt?: number;
  /** Whether it has come back meanwhile, and failed again at once. */
  readonly hasRelapsed?: boolean;
}

/** For so long a path that comes back is not believed to be back, milliseconds: its outage goes on if it fails again. */
export const RELAPSE = 10_000;

/** How often the recheck looks whether something has happened, milliseconds: by so much a test may begin later than it is due. */
export const TICK = 250;

/** The first test: what fails and comes back at once should not wait. */
const FIRST = 1_000;
/** Most outages are short: for so long a path is tested often enough that, with the test itself, it is used again within 2 s. */
const SHORT_OUTAGE = 30_000;
const OFTEN = 1_500 - TICK;
/** Later the time between two tests grows with the outage, up to this. */
const RARELY = 20_000 - TICK;
const PART_OF_OUTAGE = 8;

/** When a path that has failed is to be tested next, on the same clock. */
export function nextTest({ failedAt, testedAt }: FailedSince): number {
  if (testedAt === undefined) return failedAt + FIRST;
  const outage = testedAt - failedAt;
  return (
    testedAt +
    (outage < SHORT_OUTAGE ? OFTEN : Math.min(RARELY, Math.max(OFTEN, Math.round(outage / PART_OF_OUTAGE))))
  );
}
