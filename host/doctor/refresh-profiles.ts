import type { CompiledProfiles } from "../../core/profile/compiled.ts";
import { performRefresh, planRefresh } from "../profiles/refresh.ts";
import type { System } from "../system/system.ts";
import { checkHwdb } from "./udev.ts";

/** What a refresh did. */
export interface Refreshed {
  /** Files that were not what the profiles render. */
  readonly written: readonly string[];
  /** Whether the hardware database was compiled. */
  readonly compiled: boolean;
}

/**
 * Brings files and hardware database to what the profiles render. The files may be right and the database that udev reads
 * be missing or older: `doctor` sends people here. `changedAt` as in `checkHwdb`.
 */
export async function refreshProfiles(
  system: System,
  compiled: CompiledProfiles,
  changedAt: (path: string) => number | undefined,
): Promise<Refreshed> {
  const files = planRefresh(system, compiled);
  const isNeeded = files.size > 0 || checkHwdb(system, compiled, changedAt).verdict !== "ok";
  if (isNeeded) await performRefresh(system, files);
  return { written: [...files.keys()], compiled: isNeeded };
}
