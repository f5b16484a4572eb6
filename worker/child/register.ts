import { type OwnKey, parseOwnKey } from "../../core/own/reservation-key.ts";
import { registerPath } from "../../host/own/register-path.ts";
import { readSuspects } from "../../host/run/suspects.ts";
import type { System } from "../../host/system/system.ts";
import { readAttribute } from "../../host/system/text.ts";
import type { Engine } from "../engine/engine.ts";

/**
 * What a child of the worker does, which holds none of this: it registers paths of one LUN with its key, one after the other,
 * because arrays refuse registrations that come at the same time. Arguments: the LUN's WWID, its key, then the disks. Each answer is
 * a line, written when it is known (`register-apart.ts` reads them): what a hang leaves is all that came before it.
 */
export async function register(
  { system, writeOut }: Pick<Engine, "system" | "writeOut">,
  [wwid = "", word, ...devs]: readonly string[],
): Promise<number> {
  const key = parseOwnKey(word);
  for (const dev of devs) writeOut(`${dev} ${await troubleWith(system, wwid, dev, key)}\n`);
  return 0;
}

/** What keeps a path from being registered. One that is not running, or may be another LUN now, is asked nothing. */
async function troubleWith(
  system: System,
  wwid: string,
  dev: string,
  key: OwnKey | undefined,
): Promise<string> {
  if (key === undefined) return "its key in the registry cannot be read";
  const state = readAttribute(system, `/sys/block/${dev}/device/state`) ?? "running";
  if (state !== "running") return `its state is ${state}`;
  if (readSuspects(system).has(readAttribute(system, `/sys/block/${dev}/diskseq`) ?? ""))
    return "it may be another LUN now";
  const done = await registerPath(system, wwid, dev, key);
  if (done.kind === "failed") return done.reason;
  return done.kind === "lost" ? "lost" : "";
}
