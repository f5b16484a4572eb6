import type { Settings } from "./settings.ts";

/**
 * What holds where nothing else is said: multipath-tools 0.15.1's defaults. Its `no_path_retry` is unset, which
 * acts as `fail`. `claim` has no counterpart there.
 */
export const builtInSettings: Settings = {
  claim: "second-path",
  path_grouping_policy: "failover",
  prio: "const",
  prio_args: {},
  path_selector: "service-time 0",
  features: [],
  hardware_handler: [],
  failback: "manual",
  no_path_retry: "fail",
  detect_prio: true,
  detect_pgpolicy: true,
  detect_pgpolicy_use_tpg: false,
  retain_attached_hw_handler: true,
  fast_io_fail_tmo: 5,
  flush_on_last_del: "unused",
  user_friendly_names: false,
};
