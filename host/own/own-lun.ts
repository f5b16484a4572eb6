import {
  type PersistentReserveInAction,
  persistentReserveIn,
  persistentReserveOut,
  type Sg3Result,
} from "sg3-utils-wrapper/commands";
import { decodeFullStatus } from "../../core/decode/full-status.ts";
import {
  decodeReadKeys,
  decodeReadReservation,
  type ReservationKeys,
} from "../../core/decode/persistent-reservations.ts";
import type { OwnStep } from "../../core/own/plan-own.ts";
import type { SeenLun, SeenPath } from "../../core/own/seen.ts";
import { failedDevts } from "../../core/plan/compare-map.ts";
import type { LiveMap, Lun } from "../../core/topology/map.ts";
import type { PathFacts } from "../../core/topology/path.ts";
import type { System } from "../system/system.ts";
import { isHeldElsewhere } from "./initiators.ts";
import { CUT, patiently, RESERVE_TIMEOUT } from "./register-path.ts";

/** What a LUN answered, that it does not know the command, or that nobody knows whether it is reserved. */
export type Observed =
  | { readonly kind: "seen"; readonly seen: SeenLun }
  | { readonly kind: "unsupported" }
  | { readonly kind: "unanswered"; readonly reason: string };

/**
 * Asks a LUN who owns it: its keys through each path, which also shows that the path carries commands, the rest through the
 * first that answers. A path that the kernel has given up is asked nothing: the command would wait for its time-out.
 */
export async function observeLun(system: System, lun: Lun, live: LiveMap | undefined): Promise<Observed> {
  const failed = failedDevts(live);
  const asked: AskedPath[] = [];
  for (const path of lun.paths) asked.push(await askPath(system, path, failed));
  const paths = asked.map(({ path }) => path);
  const first = asked.find(({ keys }) => keys !== undefined);
  if (first?.keys === undefined) {
    const isUnsupported = asked.some((one) => one.isUnsupported === true);
    return isUnsupported
      ? { kind: "unsupported" }
      : { kind: "seen", seen: { paths, keys: [], generation: 0 } };
  }
  const { keys, generation = 0 } = first.keys;
  const held = await ask(system, first.path.dev, "read-reservation");
  if (held.kind === "failed") return { kind: "unanswered", reason: held.error.sentence };
  const { value, findings } = decodeReadReservation(held.bytes);
  if (findings.length > 0) return { kind: "unanswered", reason: "what it says of its reservation is odd" };
  const { reservation } = value;
  const status = await ask(system, first.path.dev, "read-full-status");
  const registrants = status.kind === "data" ? decodeFullStatus(status.bytes).value.registrants : undefined;
  const isWhole = registrants?.length === keys.length;
  const transports = lun.paths.map(({ transport }) => transport);
  const seen: SeenLun = {
    paths,
    keys,
    generation,
    ...(reservation === undefined ? {} : { reservation }),
    // What an answer lacks that was cut would count as not registered.
    ...(isWhole ? { registrants } : {}),
    ...(isWhole && isHeldElsewhere(system, registrants, transports) ? { isHeldElsewhere: true } : {}),
  };
  return { kind: "seen", seen };
}

interface AskedPath {
  readonly path: SeenPath;
  /** What it said of keys, where it said so whole. */
  readonly keys?: ReservationKeys;
  readonly isUnsupported?: boolean;
}

async function askPath(system: System, path: PathFacts, failed: ReadonlySet<string>): Promise<AskedPath> {
  const { dev, relativePort } = path;
  const port = relativePort === undefined ? {} : { relativePort };
  const away = awayBecause(path, failed);
  if (away !== undefined) return { path: { dev, state: "away", reason: away, ...port } };
  const answer = await ask(system, dev, "read-keys");
  if (answer.kind === "failed") {
    const { sentence, isUnsupported } = answer.error;
    return { path: { dev, state: "silent", reason: sentence, ...port }, isUnsupported };
  }
  const { value, findings } = decodeReadKeys(answer.bytes);
  if (findings.length > 0) return { path: { dev, state: "silent", reason: CUT, ...port } };
  return { path: { dev, state: "up", ...port }, keys: value };
}

function awayBecause({ state, devt }: PathFacts, failed: ReadonlySet<string>): string | undefined {
  if (state !== "running") return `its state is ${state}`;
  return failed.has(devt) ? "the kernel has given it up" : undefined;
}

async function ask(system: System, dev: string, action: PersistentReserveInAction): Promise<Sg3Result> {
  return await patiently(() =>
    persistentReserveIn(system.spawn, `/dev/${dev}`, action, { timeoutMs: RESERVE_TIMEOUT }),
  );
}

/** What has come of some steps: why the first that did not work did not. */
export type StepsDone =
  | { readonly kind: "done" }
  | { readonly kind: "failed"; readonly dev: string; readonly reason: string };

/** Performs steps in their order, each on one path after the other; after one that failed, only those that undo something. */
export async function performSteps(system: System, steps: readonly OwnStep[]): Promise<StepsDone> {
  let taker: string | undefined;
  let failed: StepsDone | undefined;
  for (const step of steps) {
    if (failed !== undefined && step.when !== "always") continue;
    const { failure, taker: next } = await performStep(system, step, taker);
    failed ??= failure;
    taker = next;
  }
  return failed ?? { kind: "done" };
}

interface StepDone {
  readonly failure?: StepsDone;
  /** The last path that took it. */
  readonly taker?: string;
}

async function performStep(
  system: System,
  { on, devs, command }: OwnStep,
  last: string | undefined,
): Promise<StepDone> {
  let done: StepDone = {};
  for (const dev of on === "same" ? [last ?? ""] : devs) {
    const answer = await patiently(() =>
      persistentReserveOut(system.spawn, `/dev/${dev}`, command, { timeoutMs: RESERVE_TIMEOUT }),
    );
    if (answer.kind === "data") {
      done = { ...done, taker: dev };
      if (on === "any") return { taker: dev };
    } else if (on !== "some" || !answer.error.isReservationConflict) {
      const reason = `${command.kind}: ${answer.error.sentence}`;
      done = { failure: { kind: "failed", dev, reason }, ...done };
    }
  }
  return done;
}
