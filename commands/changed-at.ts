import { statSync } from "node:fs";
import type { Source } from "./source.ts";

/** When a file of this machine was last changed, milliseconds since 1970; absent where there is none. */
export function changedAt(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs;
}

/** The same for whatever machine is looked at: a recorded one keeps no times. */
export function changedAtOf({ kind }: Source): (path: string) => number | undefined {
  return kind === "live" ? changedAt : () => undefined;
}
