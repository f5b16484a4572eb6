/** What a finished program left behind. A program that could not be started has `status` 127 and a reason in `stderr`. */
export interface SpawnResult {
  /** Exit status; absent when a signal or the time-out ended it. */
  readonly status?: number;
  readonly timedOut: boolean;
  readonly stdout: Uint8Array;
  readonly stderr: string;
  /** Of a program that its time-out has ended: when it is really gone. A dead disk may hold it in the kernel for minutes. */
  readonly gone?: Promise<void>;
}

export interface SpawnOptions {
  /** Milliseconds until the program is killed. Every call has one: anything that touches a device can block for ever. */
  readonly timeoutMs: number;
  /** Bytes for its standard input; nothing is connected otherwise. */
  readonly input?: string;
  /** Asked now and then while it runs: whether its end is awaited in vain. Then it is as if its time were over. */
  readonly until?: () => boolean;
}

/** Starts a program from an argument vector, never through a shell, and waits for it. Does not throw. */
export type Spawn = (argv: readonly [string, ...string[]], options: SpawnOptions) => Promise<SpawnResult>;

/** Why a write did not happen: the errno name (`EROFS`, `EEXIST`, `ENOENT`, …). */
export type WriteResult = { readonly kind: "written" } | { readonly kind: "failed"; readonly errno: string };

/** How a file is written: `replace` is atomic (temporary file, rename), `create` fails with EEXIST, `attribute` is one plain write(2) as sysfs wants it. */
export type WriteMode = "replace" | "create" | "attribute";

/**
 * The machine as the rest of pathplug sees it: the one low-level port. Real ones exist for QuickJS and Node, a
 * recording one wraps any of them, and the replaying ones answer from a bundle or a directory (`--sysroot`).
 * Paths are absolute on that machine. Reads are total: what is absent or unreadable is `undefined`.
 */
export interface System {
  /** Whether writes and device commands reach a real kernel; replayed machines only read. */
  readonly live: boolean;
  /** Whole content, at most `limit` bytes (default 1 MiB). */
  readBytes(path: string, limit?: number): Uint8Array | undefined;
  /** Names in a directory, without `.` and `..`, sorted, so that every engine meets them in one order. */
  list(path: string): readonly string[] | undefined;
  /** Target of a symbolic link, as stored. */
  readLink(path: string): string | undefined;
  exists(path: string): boolean;
  write(path: string, content: string, mode: WriteMode): WriteResult;
  makeDirectory(path: string): WriteResult;
  rename(from: string, to: string): WriteResult;
  unlink(path: string): WriteResult;
  /**
   * Whether a block device can be opened with O_EXCL: `busy` means mounted, swapped on or held. A disk that dies blocks
   * whoever asks, so the worker has a child ask (`probe-use.ts`).
   */
  probeExclusive(path: string): "free" | "busy" | "absent";
  /**
   * The device that a node leads to, links and /proc/PID/fd followed: `b8:16` or `c21:0`, as udev's database has it. Absent
   * for everything else, and on recorded machines. On a dead network file system it blocks.
   */
  deviceOf(path: string): string | undefined;
  /** What starts the program for questions that may block (`worker/child-main.ts`): a program, its arguments. */
  readonly child: readonly [string, ...string[]];
  readonly spawn: Spawn;
  sleep(milliseconds: number): Promise<void>;
  /** Monotonic clock, milliseconds. */
  monotonic(): number;
  /** Wall clock, milliseconds since the epoch. */
  now(): number;
}
