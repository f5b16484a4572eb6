import { parseOwnKey } from "../../core/own/reservation-key.ts";
import { type Registration, registerPath } from "../../host/own/register-path.ts";
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
  for (const dev of devs) {
    const done: Registration =
      key === undefined
        ? { kind: "failed", reason: "its key in the registry cannot be read" }
        : await registerPath(system, wwid, dev, key);
    writeOut(`${dev} ${done.kind}${done.kind === "failed" ? ` ${done.reason}` : ""}\n`);
  }
  return 0;
}
