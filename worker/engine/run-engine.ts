import { thisEngine } from "../shim/engine.ts";
import type { Engine } from "./engine.ts";
import { type Journal, journalOf, type UeventOf } from "./journal.ts";

/** An entry point of the hot path; returns the exit status. */
export type Entry = (engine: Engine, journal: Journal) => Promise<number>;

/** Nothing that was said is lost, however the run ends; the stack of what failed has no place in an entry. */
async function run(engine: Engine, entry: Entry, ueventOf?: UeventOf): Promise<number> {
  const { journal, close } = journalOf(engine, ueventOf);
  const status = await entry(engine, journal).catch((reason: unknown) => {
    const { message, stack } = reason as Error;
    journal("error", `the worker failed: ${message}`, { kind: "worker-failed" });
    return { stack };
  });
  await close();
  if (typeof status === "number") return status;
  engine.writeError(`${status.stack ?? ""}\n`);
  return 70;
}

/** Runs an entry point on the engine that this is, and ends it; `ueventOf` where uevents of disks have brought it about. */
export function runEngine(entry: Entry, ueventOf?: UeventOf): void {
  const engine = thisEngine();
  run(engine, entry, ueventOf).then(
    (status) => engine.exit(status),
    () => engine.exit(70),
  );
}
