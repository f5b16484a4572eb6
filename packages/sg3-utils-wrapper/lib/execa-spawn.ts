import { execa } from "execa";
import { MAX_OUTPUT_BYTES } from "./run-program.ts";
import type { Spawn, SpawnResult } from "./spawn.ts";

/** How long a killed program may take to leave before it is left behind. */
const GRACE_MS = 250;
const NOTHING = new Uint8Array(0);

export interface ExecaSpawnOptions {
  /** Variables added to the environment of the programs: `PATH`, above all. */
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Makes a spawner on execa. A program that outlives its time-out is killed with SIGKILL; one that cannot even die,
 * because the kernel holds it in a device, or whose output a descendant keeps open, is left behind after a short
 * grace: the caller's time-out holds in every case.
 */
export function createExecaSpawn({ env = {} }: ExecaSpawnOptions = {}): Spawn {
  return async ([file, ...args], { timeoutMs, input }) => {
    // The one thing execa throws for, whatever `reject` says.
    if ([file, ...args].some((word) => word.includes("\0"))) return notStarted("an argument holds a NUL");
    const child = execa(file, args, {
      env: { LC_ALL: "C", ...env },
      encoding: "buffer",
      stripFinalNewline: false,
      maxBuffer: MAX_OUTPUT_BYTES + 1,
      reject: false,
      timeout: timeoutMs,
      killSignal: "SIGKILL",
      ...(input === undefined ? { stdin: "ignore" as const } : { input }),
    });
    let timer: NodeJS.Timeout | undefined;
    const abandoned = new Promise<SpawnResult>((resolve) => {
      timer = setTimeout(() => {
        child.unref();
        child.stdout.destroy();
        child.stderr.destroy();
        resolve({ timedOut: true, stdout: NOTHING, stderr: "" });
      }, timeoutMs + GRACE_MS);
    });
    const ended = child.then((result): SpawnResult => {
      const { timedOut, stdout, exitCode, signal } = result;
      const outcome = { timedOut, stdout, stderr: new TextDecoder().decode(result.stderr) };
      if (exitCode !== undefined) return { ...outcome, status: exitCode };
      if (timedOut || signal !== undefined) return outcome;
      return notStarted(result.originalMessage ?? "");
    });
    return Promise.race([ended, abandoned]).finally(() => clearTimeout(timer));
  };
}

function notStarted(reason: string): SpawnResult {
  return { status: 127, timedOut: false, stdout: NOTHING, stderr: reason };
}

/** The default spawner: the environment as it is. */
export const execaSpawn: Spawn = createExecaSpawn();
