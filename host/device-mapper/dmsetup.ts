import type { SpawnResult, System } from "../system/system.ts";

/** Why a dmsetup that was killed for taking too long has failed. */
export const HUNG = "dmsetup did not end in time";

/** The options by which dmsetup uses a udev cookie that is there; none where it could not be made. */
export function cookieArguments(cookie: string): readonly string[] {
  return cookie === "" ? [] : ["--udevcookie", cookie];
}

/** Why a dmsetup has failed, in one line; absent where it has not. */
export function reasonOf({ status, timedOut, stderr }: SpawnResult): string | undefined {
  if (timedOut) return HUNG;
  if (status === 0) return undefined;
  return stderr.trim().replace(/\s+/g, " ") || `dmsetup ended with status ${status ?? "unknown"}`;
}

/** Runs one dmsetup for at most `limit` milliseconds; why it has failed, absent where it has not. */
export async function run(
  system: System,
  argv: readonly [string, ...string[]],
  limit: number,
): Promise<string | undefined> {
  return reasonOf(await system.spawn(argv, { timeoutMs: limit }));
}
