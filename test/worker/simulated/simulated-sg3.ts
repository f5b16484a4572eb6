import type { SpawnResult, System } from "../../../host/system/system.ts";
import { register } from "../../../worker/child/register.ts";
import type { DiskSpec } from "../../machines/disk.ts";
import type { Ran } from "./ran.ts";
import { resultOf } from "./simulated-probe.ts";
import type { SimulatedReservations } from "./simulated-reservations.ts";

/** What devices answer to commands. */
export interface Answers {
  readonly reservations: SimulatedReservations;
  readonly silent: ReadonlySet<string>;
  readonly answerRtpg: () => Uint8Array;
  readonly answerPage80: (dev: string) => Ran & { readonly bytes?: Uint8Array };
  readonly answerTurs: (dev: string) => number;
  /** Absent where the program is not there. */
  readonly answerPage83: ((dev: string) => Uint8Array | undefined) | undefined;
}

/** What a program of sg3_utils leaves behind that is started for a disk. */
export function answerSg3(
  answers: Answers,
  argv: readonly string[],
  disk: DiskSpec | undefined,
): Ran & { readonly bytes?: Uint8Array } {
  const { reservations, silent, answerTurs, answerPage80, answerPage83, answerRtpg } = answers;
  if (silent.has(argv.at(-1) ?? "")) return { status: 1, timedOut: true };
  if (disk === undefined) return { status: 127, stderr: "not found" };
  const status = reservations.refuses.get(disk.dev);
  switch (argv[0]) {
    case "sg_persist":
      if (status !== undefined) return { status };
      return reservations.answer(argv, { lun: disk.naa ?? "", port: disk.port ?? 0 });
    case "sg_turs":
      return { status: answerTurs(disk.dev) };
    case "sg_vpd":
      if (answerPage83 === undefined) return { status: 127, stderr: "not found" };
      if (argv.includes("--page=0x80")) return answerPage80(disk.dev);
      return { status: 0, bytes: answerPage83(disk.dev) ?? new Uint8Array(0) };
    case "sg_rtpg":
      return { status: 0, bytes: answerRtpg() };
    default:
      return { status: 127, stderr: "not found" };
  }
}

/** Locks that programs hold: who wants one that is held waits until the program before has ended. */
export class SimulatedLocks {
  readonly #ends = new Map<string, Promise<unknown>>();

  async run<T>(file: string, program: () => Promise<T>): Promise<T> {
    const ran = (this.#ends.get(file) ?? Promise.resolve()).then(program);
    // Whoever waits for it wants to know that it has ended, not how.
    this.#ends.set(
      file,
      ran.catch(() => {}),
    );
    return await ran;
  }
}

/** What the child prints that registers paths, once it has the lock: `flock --no-fork FILE child register …`. */
export async function answerRegister(
  system: System,
  locks: SimulatedLocks,
  [, , file = "", , , ...argv]: readonly string[],
): Promise<SpawnResult> {
  let stdout = "";
  const writeOut = (text: string): void => {
    stdout += text;
  };
  const status = await locks.run(file, () => register({ system, writeOut }, argv));
  return resultOf({ status, stdout });
}
