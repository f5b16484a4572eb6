import type { BlockStatus } from "./block-status.ts";

/**
 * What the SCSI mid layer does with a command that ended badly, under dm-multipath: its requests carry
 * REQ_FAILFAST_TRANSPORT (`multipath_clone_and_map`) and no other fail-fast flag.
 */
export interface Handling {
  /**
   * Whether it sends the command again on the same path. `counted`: at most `RETRIES` times; `timed`: until
   * `RETRY_SECONDS` are over (`scsi_cmd_runtime_exceeced`); `endless`: until it ends otherwise; `no`: not at all.
   */
  readonly repeated: "no" | "counted" | "timed" | "endless";
  /** How the request ends when all that has not helped. */
  readonly status: BlockStatus;
  /** Functions of the kernel that decide so, in the order in which they are asked. */
  readonly decidedBy: readonly string[];
}

/** SD_MAX_RETRIES (drivers/scsi/sd.h), unless scsi_disk's `max_retries` says otherwise. */
export const RETRIES = 5;

/** (SD_MAX_RETRIES + 1) times SD_TIMEOUT of 30 s, unless `timeout` of the device says otherwise. */
export const RETRY_SECONDS = 180;
