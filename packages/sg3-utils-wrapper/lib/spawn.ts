/** What a finished program left behind. A program that could not be started has `status` 127 and a reason in `stderr`. */
export interface SpawnResult {
  /** Exit status; absent when a signal or the time-out ended it, or it printed more than the spawner takes: `stderr` says so. */
  readonly status?: number;
  readonly timedOut: boolean;
  readonly stdout: Uint8Array;
  readonly stderr: string;
}

export interface SpawnOptions {
  /** Milliseconds until the program is killed. */
  readonly timeoutMs: number;
  /** Bytes for its standard input; nothing is connected otherwise. */
  readonly input?: string;
}

/**
 * Starts a program from an argument vector, never through a shell, and waits for it. Does not throw. Whoever
 * embeds this package brings one; the default, on execa, is in `execa-spawn.ts`.
 */
export type Spawn = (argv: readonly [string, ...string[]], options: SpawnOptions) => Promise<SpawnResult>;
