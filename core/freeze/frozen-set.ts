import type { RegistryEntry } from "../registry/entry.ts";

/** One thing that an initramfs needs to make the maps of known LUNs. */
export type FrozenItem =
  /** Copied to the same place, as it is. */
  | { readonly kind: "file"; readonly path: string }
  /** Copied to the same place, with the libraries that it loads. */
  | { readonly kind: "program"; readonly path: string }
  /** A module of the kernel, with those that it depends on. */
  | { readonly kind: "module"; readonly name: string }
  /** A LUN whose map is made there, by a name that it is registered under; `all` for every one. */
  | { readonly kind: "lun"; readonly key: string };

/** LUNs below what boot mounts. */
export interface NeededLuns {
  /** WWIDs of those with a map. */
  readonly wwids: ReadonlySet<string>;
  /** Names, as the registry has them, of those that are used without one: they get a map at the next boot. */
  readonly keys: ReadonlySet<string>;
}

/** What the host has of all that could be frozen. */
export interface Freezable {
  /** Names in the registry, with their entries. */
  readonly registry: ReadonlyMap<string, RegistryEntry>;
  /** Absent for all that are known. */
  readonly needed?: NeededLuns;
  /** Files that are there, of those that are asked for. */
  readonly has: (path: string) => boolean;
  /** Where a program is; absent where it is not installed. */
  readonly find: (program: string) => string | undefined;
  /** Rules in force by name, each with its path. */
  readonly rules: ReadonlyMap<string, string>;
}

const LIBEXEC = "/usr/lib/pathplug";
const REGISTRY = "/etc/pathplug/luns.d";

/** The engine that fits an initramfs; where it is missing, maps are made from stored tables by sh. */
const ENGINE = "qjs";

/** What the engine runs. */
const BUNDLES = ["worker.js", "boot.js", "serve.js", "recheck.js", "child.js", "profiles.json"];
const SCRIPTS = ["worker", "frozen", "fallback", "say", "suspect"];

/** What the site has said: who owns the host, settings and profiles as they are in force, names. */
const SITE = [
  "/etc/pathplug/owner",
  "/etc/pathplug/pathplug.json",
  "/etc/pathplug/profiles.json",
  "/etc/multipath/wwids",
  "/etc/multipath/bindings",
];

/** Rules of ours, of kpartx and of device-mapper. The number in front is the distribution's. */
const RULE_NAMES =
  /^\d\d-(pathplug-(owner|claim|scsi|map)|dm|persistent-storage-dm|dm-persistent-storage|dm-notify|dm-parts|kpartx|kpartx-compat|del-part-nodes)\.rules$/;

/** What rules, scripts and bundles start. */
const PROGRAMS = [
  "dmsetup",
  "flock",
  "udevadm",
  "kpartx",
  "partx",
  ...["sg_inq", "sg_vpd", "sg_turs", "sg_rtpg", "sg_readcap", "sg_requests", "sg_persist"],
  ...[
    "cat",
    "cut",
    "date",
    "dd",
    "find",
    "grep",
    "ls",
    "mkdir",
    "modprobe",
    "mv",
    "rm",
    "sed",
    "setsid",
    "sleep",
  ],
  ...["sort", "stat", "sync", "tail", "timeout", "touch", "tr"],
];
/** Beside kpartx' rules. */
const HELPERS = ["/usr/lib/udev/kpartx_id"];

/** The target, the selectors that tables may name, and the handlers that a disk should have before it is read. */
const MODULES = [
  "dm_multipath",
  ...["dm_service_time", "dm_queue_length", "dm_round_robin", "dm_historical_service_time", "dm_io_affinity"],
  ...["scsi_dh_alua", "scsi_dh_rdac", "scsi_dh_emc", "scsi_dh_hp_sw"],
];

/**
 * What belongs into an initramfs so that the maps of known LUNs stand before anything reads their disks. Every LUN of the registry
 * is claimed there, so that nobody takes one of its paths for a disk of its own; maps are made of those that boot needs.
 */
export function frozenSet({ registry, needed, has, find, rules }: Freezable): readonly FrozenItem[] {
  const file = (path: string): FrozenItem => ({ kind: "file", path });
  const hasEngine = find(ENGINE) !== undefined;
  const own = [...SCRIPTS, ...(hasEngine ? BUNDLES : [])].map((name) => `${LIBEXEC}/${name}`);
  const ruleFiles = [...rules].flatMap(([name, path]) => (RULE_NAMES.test(name) ? [path] : []));
  const programs = [...PROGRAMS, ENGINE].flatMap((program) => find(program) ?? []);
  const keys = [...registry].flatMap(([key, { wwid }]) => (needed?.wwids.has(wwid) === true ? [key] : []));
  const wanted = needed === undefined ? ["all"] : [...new Set([...keys, ...needed.keys])];
  return [
    ...[...SITE, ...own, ...ruleFiles].filter(has).map(file),
    ...[...registry.keys()].map((key) => file(`${REGISTRY}/${key}`)),
    ...[...programs, ...HELPERS.filter(has)].map((path): FrozenItem => ({ kind: "program", path })),
    ...MODULES.map((name): FrozenItem => ({ kind: "module", name })),
    ...wanted.map((key): FrozenItem => ({ kind: "lun", key })),
  ];
}

/** WWIDs of LUNs that boot needs and the registry does not know: their maps are others', and none is made of them. */
export function unknownLuns({ registry, needed }: Pick<Freezable, "registry" | "needed">): readonly string[] {
  const known = new Set([...registry.values()].map(({ wwid }) => wwid));
  return [...(needed?.wwids ?? [])].filter((wwid) => !known.has(wwid));
}
