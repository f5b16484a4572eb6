import type { FailedPath } from "../../core/recheck/failed-paths.ts";
import type { KnownLun } from "../../core/recheck/same-lun.ts";
import type { FailedSince } from "../../core/recheck/test-times.ts";
import type { Asked } from "../../core/recheck/test-turns.ts";
import type { NumberedDisk } from "../../host/devices/disk-numbers.ts";

/** A path that has failed, and how far its testing has come. */
export interface WatchedPath extends FailedPath, Asked {
  /** Its disk. */
  readonly disk: NumberedDisk;
  /** What its LUN was when it failed: what the kernel says of it later may be another LUN's. */
  readonly known: KnownLun;
  /** The unit attention by which it has said that it may be another LUN now. */
  readonly suspect?: string;
  readonly since: FailedSince;
}

/** What is known of the LUN of a path that has failed, where it is, and whether it may be another one. */
export type Learn = (
  path: FailedPath,
  disk: NumberedDisk,
) => Pick<WatchedPath, "known" | "suspect" | "target">;
