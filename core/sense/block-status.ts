/**
 * How the block layer names the end of a request: the kernel's `blk_status_t`, in its spelling without BLK_STS_. It is
 * what device-mapper sees of an error; SCSI's own words do not reach it.
 */
export type BlockStatus = keyof typeof statuses;

interface StatusEntry {
  /** What the kernel's log calls it, before ` error, dev sdb, sector 0` (`blk_errors` in block/blk-core.c). */
  readonly logged: string;
  /** Name of its errno, which the program that asked is given. */
  readonly errno: string;
}

const statuses = {
  OK: { logged: "", errno: "0" },
  NOTSUPP: { logged: "operation not supported", errno: "EOPNOTSUPP" },
  TIMEOUT: { logged: "timeout", errno: "ETIMEDOUT" },
  NOSPC: { logged: "critical space allocation", errno: "ENOSPC" },
  TRANSPORT: { logged: "recoverable transport", errno: "ENOLINK" },
  TARGET: { logged: "critical target", errno: "EREMOTEIO" },
  RESV_CONFLICT: { logged: "reservation conflict", errno: "EBADE" },
  MEDIUM: { logged: "critical medium", errno: "ENODATA" },
  PROTECTION: { logged: "protection", errno: "EILSEQ" },
  RESOURCE: { logged: "kernel resource", errno: "ENOMEM" },
  DEV_RESOURCE: { logged: "device resource", errno: "EBUSY" },
  AGAIN: { logged: "nonblocking retry", errno: "EAGAIN" },
  OFFLINE: { logged: "device offline", errno: "ENODEV" },
  ZONE_OPEN_RESOURCE: { logged: "open zones exceeded", errno: "ETOOMANYREFS" },
  ZONE_ACTIVE_RESOURCE: { logged: "active zones exceeded", errno: "EOVERFLOW" },
  DURATION_LIMIT: { logged: "duration limit exceeded", errno: "ETIME" },
  INVAL: { logged: "invalid", errno: "EINVAL" },
  IOERR: { logged: "I/O", errno: "EIO" },
} as const satisfies Readonly<Record<string, StatusEntry>>;

/** Every status there is. */
export const blockStatuses = Object.keys(statuses) as readonly BlockStatus[];

/** Ends that no other path would change (`blk_path_error` in include/linux/blk_types.h). */
const SAME_ON_EVERY_PATH: ReadonlySet<BlockStatus> = new Set([
  "NOTSUPP",
  "NOSPC",
  "TARGET",
  "RESV_CONFLICT",
  "MEDIUM",
  "PROTECTION",
]);

/**
 * Whether dm-multipath takes the end of a request for an error of the path: then it fails the path and sends the request
 * by another (`multipath_end_io` in drivers/md/dm-mpath.c). Else whoever asked is told, and the path stays in use.
 */
export function isPathError(status: BlockStatus): boolean {
  return status !== "OK" && !SAME_ON_EVERY_PATH.has(status);
}

/** The errno that a program is given where the status reaches it. */
export function errnoOf(status: BlockStatus): string {
  return statuses[status].errno;
}

/** What kernels write for a status; 6.1 writes `critical nexus` for a reservation conflict. */
const logged: ReadonlyMap<string, BlockStatus> = new Map<string, BlockStatus>([
  ...blockStatuses
    .filter((status) => status !== "OK")
    .map((status) => [statuses[status].logged, status] as const),
  ["critical nexus", "RESV_CONFLICT"],
]);

export const loggedWords: readonly string[] = [...logged.keys()];

/** The status that the log's words stand for; undefined for words that no kernel writes. */
export function statusOfLogged(words: string): BlockStatus | undefined {
  return logged.get(words);
}
