/** How paths become path groups; the names of multipath.conf(5). */
export type GroupingPolicy =
  | "failover"
  | "multibus"
  | "group_by_serial"
  | "group_by_prio"
  | "group_by_node_name"
  | "group_by_tpg";

/** Where a path's priority comes from. More come with more vendor knowledge; the schema lists the same. */
export type Prioritizer = "const" | "sysfs" | "alua" | "ana";

/** What happens when no path is left: fail at once, queue for ever, or queue for N checks. */
export type NoPathRetry = "fail" | "queue" | number;

/** When to return to the best path group: at once, by command, when the paths that left are back, or after N seconds. */
export type Failback = "immediate" | "manual" | "followover" | number;

/** From which path on a LUN of this array is claimed in mode `known`. `never` is for management LUNs. */
export type ClaimPolicy = "first-path" | "second-path" | "never";

/** Whether `alua` with `exclusive_pref_bit`: a preferred path gets a group of its own. */
export interface PrioArguments {
  readonly exclusive_pref_bit?: boolean;
}

/** The effective settings of a LUN. Keys are those of multipath.conf(5) where it has one. */
export interface Settings {
  readonly claim: ClaimPolicy;
  readonly path_grouping_policy: GroupingPolicy;
  readonly prio: Prioritizer;
  readonly prio_args: PrioArguments;
  /** Without arguments beyond those the selector takes, e.g. `service-time 0`. */
  readonly path_selector: string;
  /** dm words without their count, e.g. `["pg_init_retries", "50"]`. */
  readonly features: readonly string[];
  /** dm words without their count, e.g. `["alua"]`; empty for none. */
  readonly hardware_handler: readonly string[];
  readonly failback: Failback;
  readonly no_path_retry: NoPathRetry;
  /** Whether TPGS in INQUIRY may replace prio and hardware_handler by alua (multipath.conf detect_prio). */
  readonly detect_prio: boolean;
  /** Whether a detected ALUA array is grouped by group_by_tpg (multipath.conf detect_pgpolicy and detect_pgpolicy_use_tpg). */
  readonly detect_pgpolicy: boolean;
  readonly detect_pgpolicy_use_tpg: boolean;
  /** Whether an attached handler (dh_state) wins over the configured one. */
  readonly retain_attached_hw_handler: boolean;
  /** Seconds, or undefined to leave the transport's own value. */
  readonly fast_io_fail_tmo?: number | "off";
  readonly dev_loss_tmo?: number | "infinity";
  readonly eh_deadline?: number | "off";
  /** KiB per request for map and paths, or undefined to leave it. */
  readonly max_sectors_kb?: number;
  /** How often a path may fail within the window, seconds, before it is marginal; undefined for never. */
  readonly san_path_err_threshold?: number;
  readonly san_path_err_window?: number;
  /** Seconds that a marginal path has to be well before it is trusted again. */
  readonly san_path_err_recovery_time?: number;
  /** Whether marginal paths get path groups of their own, the last ones; else they are out of use while another one works. */
  readonly marginal_pathgroups?: "on" | "off";
  /** When the last path goes: queueing ends even in use, the map goes if nobody has it open, or it stays. */
  readonly flush_on_last_del: "always" | "unused" | "never";
  /** Whether a map without a path that is in use goes as soon as it is closed; absent: no. */
  readonly deferred_remove?: boolean;
  /** When a map follows the size that all its paths agree on: undefined for grow_only. A map that may not shrink is left as it is. */
  readonly auto_resize?: "never" | "grow_only" | "grow_shrink";
  readonly user_friendly_names: boolean;
  /** What those names begin with, `mpath` where it is not set. */
  readonly alias_prefix?: string;
  /** I/O policy of NVMe subsystems that the kernel multipaths itself; undefined to leave it. */
  readonly nvme_iopolicy?: "numa" | "round-robin" | "queue-depth";
}

export type SettingName = keyof Settings;

/** Where a setting came from: built-in defaults, a profile, a site setting, or what the device itself says. */
export interface Provenance {
  /** `default`, a profile name such as `netapp/ontap`, a file, or `device`. */
  readonly source: string;
}
