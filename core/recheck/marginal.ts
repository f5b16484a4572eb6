import type { Settings } from "../profile/settings.ts";

/** When a path is marginal: it works and fails again and again. Times are seconds. */
export interface MarginalPolicy {
  /** So many failures within `window`; absent: none is too many. */
  readonly threshold?: number;
  readonly window: number;
  /** For so long it has to be well. */
  readonly recovery: number;
  /** Whether marginal paths are in path groups of their own, the last ones; else they are not used while another one works. */
  readonly inGroups: boolean;
}

/** What holds where a profile says only how often: an hour, and ten minutes. */
const WINDOW = 3_600;
const RECOVERY = 600;

/** As the registry has it: `THRESHOLD WINDOW RECOVERY on|off`, 0 for no threshold. Absent where a LUN has no such settings. */
export function renderMarginalPolicy(settings: Settings): string | undefined {
  const { san_path_err_threshold: threshold, marginal_pathgroups } = settings;
  if (threshold === undefined && marginal_pathgroups === undefined) return undefined;
  const window = settings.san_path_err_window ?? WINDOW;
  const recovery = settings.san_path_err_recovery_time ?? RECOVERY;
  return `${threshold ?? 0} ${window} ${recovery} ${marginal_pathgroups ?? "off"}`;
}

/** Reads that; what it does not say holds for a LUN without such settings. */
export function parseMarginalPolicy(text: string | undefined): MarginalPolicy {
  const [, threshold, window, recovery, groups] =
    /^(\d{1,6}) (\d{1,7}) (\d{1,7}) (on|off)$/.exec(text ?? "") ?? [];
  const count = Number(threshold ?? 0);
  return {
    ...(count === 0 ? {} : { threshold: count }),
    window: Number(window ?? WINDOW),
    recovery: Number(recovery ?? RECOVERY),
    inGroups: groups === "on",
  };
}

/** Adds a failure to those of a path, at `now`; those that are out of the window are forgotten. */
export function addFailure(
  failures: readonly number[],
  now: number,
  { window }: MarginalPolicy,
): readonly number[] {
  return [...failures, now].filter((at) => at > now - window && at <= now);
}

/** Whether so many failures make a path marginal. */
export function isMarginal(failures: readonly number[], { threshold }: MarginalPolicy): boolean {
  return threshold !== undefined && failures.length >= threshold;
}
