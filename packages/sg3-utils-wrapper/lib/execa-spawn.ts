import { execa } from "execa";
import { keepOutput } from "./kept-output.ts";
import { MAX_OUTPUT_BYTES } from "./run-program.ts";
import type { Spawn, SpawnResult } from "./spawn.ts";

/** How long a killed program may take to leave before it is left behind. */
const GRACE_MS = 250;
const NOTHING = new Uint8Array(0);

export interface ExecaSpawnOptions {
  /** Variables added to the environment of the programs: `PATH`, above all. */
  readonly env?: Readonly<Record<string, string>>;
  /** Most that a program may print, bytes, each of its two outputs; 1 MiB when absent, which no answer of a device exceeds. */
  readonly limit?: number;
}

/**
 * Makes a spawner on execa. A program that outlives its time-out is killed with SIGKILL; one that cannot even die,
 * because the kernel holds it in a device, or whose output a descendant keeps open, is left behind after a short
 * grace: the caller's time-out holds in every case. One that prints more than `limit` has failed, whatever it ends with:
 * it has no status, and of its output nothing is given, because a part looks like the whole.
 */
export function createExecaSpawn({ env = {}, limit = MAX_OUTPUT_BYTES }: ExecaSpawnOptions = {}): Spawn {
  return async ([file, ...args], { timeoutMs, input }) => {
    // The one thing execa throws for, whatever `reject` says.
    if ([file, ...args].some((word) => word.includes("\0"))) return notStarted("an argument holds a NUL");
    const child = execa(file, args, {
      env: { LC_ALL: "C", ...env },
      encoding: "buffer",
      stripFinalNewline: false,
      buffer: false,
      reject: false,
      timeout: timeoutMs,
      killSignal: "SIGKILL",
      ...(input === undefined ? { stdin: "ignore" as const } : { input }),
    });
    const leave = (): void => {
      child.unref();
      child.stdout.destroy();
      child.stderr.destroy();
    };
    let timer: NodeJS.Timeout | undefined;
    const abandoned = new Promise<SpawnResult>((resolve) => {
      timer = setTimeout(() => {
        leave();
        resolve({ timedOut: true, stdout: NOTHING, stderr: "" });
      }, timeoutMs + GRACE_MS);
    });
    let exceeded = (): void => {};
    const excessive = new Promise<SpawnResult>((resolve) => {
      exceeded = () => {
        child.kill("SIGKILL");
        leave();
        resolve({ timedOut: false, stdout: NOTHING, stderr: `it printed more than ${limit} bytes` });
      };
    });
    const out = keepOutput(child.stdout, limit, exceeded);
    const err = keepOutput(child.stderr, limit, exceeded);
    const ended = child.then(({ timedOut, exitCode, signal, originalMessage }): SpawnResult => {
      const outcome = { timedOut, stdout: out(), stderr: new TextDecoder().decode(err()) };
      if (exitCode !== undefined) return { ...outcome, status: exitCode };
      if (timedOut || signal !== undefined) return outcome;
      return notStarted(originalMessage ?? "");
    });
    return Promise.race([ended, abandoned, excessive]).finally(() => clearTimeout(timer));
  };
}

function notStarted(reason: string): SpawnResult {
  return { status: 127, timedOut: false, stdout: NOTHING, stderr: reason };
}

/** The default spawner: the environment as it is. */
export const execaSpawn: Spawn = createExecaSpawn();
