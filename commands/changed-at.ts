import { statSync } from "node:fs";

/** When a file of this machine was last changed, milliseconds since 1970; absent where there is none. */
export function changedAt(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs;
}
