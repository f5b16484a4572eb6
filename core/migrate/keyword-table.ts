import type { Fate, Keyword, LeftReason, ValueSection } from "./keyword.ts";
import {
  type Reader,
  readCounted,
  readDevLossTmo,
  readFailback,
  readFastIoFail,
  readFlush,
  readMaxSectors,
  readNamePart,
  readNoPathRetry,
  readNumber,
  readPathErrors,
  readPolicy,
  readPrio,
  readPrioArguments,
  readSelector,
  readWordOf,
  readYesNo,
} from "./value-readers.ts";

const D: ValueSection = "defaults";
const V: ValueSection = "device";
const O: ValueSection = "overrides";
const P: ValueSection = "protocol";
const M: ValueSection = "multipath";

const APART: Fate = { kind: "apart" };

function carried(
  sections: readonly ValueSection[],
  key: Extract<Fate, { kind: "setting" }>["key"],
  read: Reader,
): Keyword {
  return { sections, fate: { kind: "setting", key, read } };
}

function left(sections: readonly ValueSection[], why: LeftReason, hint: string): Keyword {
  return { sections, fate: { kind: "left", why, hint } };
}

const ONE_TEST =
  "Every path is tested in one way, at times of pathplug's own; its docs/life-of-a-map.md tells which.";
const REMOVED =
  "multipath-tools ignores it by now, too; where it names another place, move what is there to the usual one.";
const REPEAT_COUNT = "A path's turn is one request on every kernel since 4.6, whatever is configured.";
const CLAIM_EVENTS = "pathplug has no daemon that asks udev again; a run of the worker reads sysfs itself.";
const IDENTITY =
  "A WWID is an existing map's or wwids entry, then udev's ID_SERIAL, then page 83h; fixed in the registry.";
const OWNER = "Set it by a udev rule for the map, by its DM_NAME or DM_UUID.";
const ERROR_COUNTS = "Use san_path_err_threshold, san_path_err_window and san_path_err_recovery_time.";
const KEYS =
  "Register it with `pathplug own register MAP --key KEY`; the registry remembers it for each path that comes.";
const PARTITIONS =
  "Partitions of maps are made by kpartx' udev rule, for every map that has some, and named NAME-part1.";

/**
 * Every keyword that has a value, of multipath-tools 0.9 to 0.14: where it may stand and what becomes of it. Those of 0.9 that
 * later releases ignore are there too.
 */
export const keywordTable: Readonly<Record<string, Keyword>> = {
  // What names a section's subject.
  vendor: { sections: [V, "listed device"], fate: APART },
  product: { sections: [V, "listed device"], fate: APART },
  revision: { sections: [V], fate: APART },
  product_blacklist: { sections: [V], fate: APART },
  devnode: { sections: ["listed"], fate: APART },
  wwid: { sections: ["listed", M], fate: APART },
  property: { sections: ["listed"], fate: APART },
  protocol: { sections: ["listed"], fate: APART },
  alias: { sections: [M], fate: APART },
  find_multipaths: { sections: [D], fate: APART },
  type: { sections: [P], fate: APART },

  // What pathplug has under the same name.
  path_selector: carried([D, V, O, M], "path_selector", readSelector),
  path_grouping_policy: carried([D, V, O, M], "path_grouping_policy", readPolicy),
  prio: carried([D, V, O, M], "prio", readPrio),
  prio_args: carried([D, V, O, M], "prio_args", readPrioArguments),
  features: carried([D, V, O, M], "features", readCounted),
  hardware_handler: carried([V], "hardware_handler", readCounted),
  failback: carried([D, V, O, M], "failback", readFailback),
  no_path_retry: carried([D, V, O, M], "no_path_retry", readNoPathRetry),
  flush_on_last_del: carried([D, V, O, M], "flush_on_last_del", readFlush),
  fast_io_fail_tmo: carried([D, V, O, P], "fast_io_fail_tmo", readFastIoFail),
  dev_loss_tmo: carried([D, V, O, P], "dev_loss_tmo", readDevLossTmo),
  eh_deadline: carried(
    [D, V, O, P],
    "eh_deadline",
    readNumber({ words: { off: "off" }, least: 0, most: 86_400 }),
  ),
  max_sectors_kb: carried([D, V, O, M], "max_sectors_kb", readMaxSectors),
  user_friendly_names: carried([D, V, O, M], "user_friendly_names", readYesNo),
  alias_prefix: carried([D, V, O], "alias_prefix", readNamePart),
  retain_attached_hw_handler: carried([D, V, O], "retain_attached_hw_handler", readYesNo),
  detect_prio: carried([D, V, O], "detect_prio", readYesNo),
  detect_pgpolicy: carried([D, V, O], "detect_pgpolicy", readYesNo),
  detect_pgpolicy_use_tpg: carried([D, V, O], "detect_pgpolicy_use_tpg", readYesNo),
  deferred_remove: carried([D, V, O, M], "deferred_remove", readYesNo),
  auto_resize: carried(
    [D],
    "auto_resize",
    readWordOf({ never: "never", grow_only: "grow_only", grow_shrink: "grow_shrink" }),
  ),
  marginal_pathgroups: carried([D], "marginal_pathgroups", (text, circumstances) =>
    text === "fpin"
      ? {
          kind: "unfit",
          hint: "Notifications of the fabric are not heard; write on, with san_path_err_threshold.",
        }
      : readWordOf({ on: "on", yes: "on", "1": "on", off: "off", no: "off", "0": "off" })(
          text,
          circumstances,
        ),
  ),
  san_path_err_threshold: carried(
    [D, V, O, M],
    "san_path_err_threshold",
    readPathErrors(100_000, "errors within san_path_err_window count, 3600 s where it is not said"),
  ),
  san_path_err_recovery_time: carried(
    [D, V, O, M],
    "san_path_err_recovery_time",
    readPathErrors(604_800, "seconds without an error, as there"),
  ),
  san_path_err_forget_rate: left(
    [D, V, O, M],
    "inexact",
    "Errors are forgotten by time here: see san_path_err_window.",
  ),

  // What pathplug does otherwise, whatever is configured.
  polling_interval: left([D], "otherwise", `${ONE_TEST} What no_path_retry makes of it is carried.`),
  max_polling_interval: left([D], "otherwise", ONE_TEST),
  path_checker: left([D, V, O], "otherwise", ONE_TEST),
  checker: left([D, V, O], "otherwise", ONE_TEST),
  checker_timeout: left([D], "otherwise", ONE_TEST),
  detect_checker: left([D, V, O], "otherwise", ONE_TEST),
  uid_attribute: left([D, V, O], "otherwise", IDENTITY),
  uid_attrs: left([D], "otherwise", IDENTITY),
  vpd_vendor: left([V], "otherwise", IDENTITY),
  recheck_wwid: left([D, V, O], "otherwise", "The identity of a path is read again whenever it comes back."),
  disable_changed_wwids: left([D], "otherwise", "A path whose identity has changed leaves its map, always."),
  ghost_delay: left(
    [D, V, O, M],
    "otherwise",
    "A map of passive paths alone is exposed after 10 s, or as soon as one is active.",
  ),
  find_multipaths_timeout: left(
    [D],
    "otherwise",
    "Mode smart waits 10 s for a product that a profile knows, else 1 s.",
  ),
  all_tg_pt: left(
    [D, V, O],
    "otherwise",
    "Keys are registered on each path by itself; `pathplug own status MAP` shows them.",
  ),
  allow_usb_devices: left(
    [D],
    "otherwise",
    "USB disks are claimed as the mode of `pathplug enable` says; `exclude` can name scsi:usb.",
  ),
  partition_delimiter: left([D], "otherwise", PARTITIONS),
  skip_kpartx: left([D, V, O, M], "missing", PARTITIONS),
  config_dir: left([D], "otherwise", REMOVED),
  bindings_file: left([D], "otherwise", REMOVED),
  wwids_file: left([D], "otherwise", REMOVED),
  prkeys_file: left([D], "otherwise", `${REMOVED} ${KEYS}`),

  // What is about multipathd.
  reassign_maps: left([D], "daemon-only", "pathplug changes no table but that of a map."),
  max_fds: left([D], "daemon-only", "No process stays that has paths open."),
  uxsock_timeout: left([D], "daemon-only", "There is no socket; `pathplug` reads what it tells."),
  retrigger_tries: left([D], "daemon-only", CLAIM_EVENTS),
  retrigger_delay: left([D], "daemon-only", CLAIM_EVENTS),
  missing_uev_wait_timeout: left([D], "daemon-only", CLAIM_EVENTS),
  strict_timing: left([D], "daemon-only", ONE_TEST),
  force_sync: left([D], "daemon-only", ONE_TEST),
  log_checker_err: left(
    [D],
    "daemon-only",
    "A path that fails and one that comes back are one entry of the journal each.",
  ),
  remove_retries: left([D], "daemon-only", "`pathplug remove` and `map remove` try again by themselves."),
  queue_without_daemon: left([D], "no-effect", "no_path_retry ends queueing without a daemon, too."),
  verbosity: left([D], "no-effect", "What is decided is in the journal; -v shows more of a command."),
  enable_foreign: left(
    [D],
    "no-effect",
    "`pathplug topology` shows NVMe that the kernel multipaths itself, always.",
  ),
  multipath_dir: left([D], "no-effect", "There are no plug-ins of code; arrays are described by profiles."),
  getuid_callout: left([D, V, O], "no-effect", `multipath-tools ignores it by now, too. ${IDENTITY}`),
  pg_timeout: left([D, V, M], "no-effect", "No kernel has such a feature."),
  rr_min_io: left([D, V, O, M], "no-effect", REPEAT_COUNT),
  rr_min_io_rq: left([D, V, O, M], "no-effect", REPEAT_COUNT),
  rr_weight: left([D, V, O, M], "no-effect", REPEAT_COUNT),

  // What there is nothing for, or a command.
  reservation_key: left([D, M], "by-command", KEYS),
  mode: left([D, M], "missing", OWNER),
  uid: left([D, M], "missing", OWNER),
  gid: left([D, M], "missing", OWNER),
  max_retries: left([D], "missing", "Set it by a udev rule for the disks, in sysfs."),
  purge_disconnected: left(
    [D, V, O, M],
    "missing",
    "Remove the disks with `pathplug remove --delete-paths` when a LUN is taken away.",
  ),
  delay_watch_checks: left([D, V, O, M], "inexact", ERROR_COUNTS),
  delay_wait_checks: left([D, V, O, M], "inexact", ERROR_COUNTS),
  marginal_path_err_sample_time: left([D, V, O, M], "inexact", ERROR_COUNTS),
  marginal_path_err_rate_threshold: left([D, V, O, M], "inexact", ERROR_COUNTS),
  marginal_path_err_recheck_gap_time: left([D, V, O, M], "inexact", ERROR_COUNTS),
  marginal_path_double_failed_time: left([D, V, O, M], "inexact", ERROR_COUNTS),
};

/** The keyword, where its section has it. */
export function keywordIn(section: ValueSection, name: string): Keyword | undefined {
  const keyword = Object.hasOwn(keywordTable, name) ? keywordTable[name] : undefined;
  return keyword?.sections.includes(section) === true ? keyword : undefined;
}
