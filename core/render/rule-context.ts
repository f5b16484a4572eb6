import { messageIds } from "../diagnostic/decisions.ts";
import { dmFlags, keptProperties } from "./kept-properties.ts";

/** Where a distribution's own rules stand: Debian numbers device-mapper's from 55, Fedora and SUSE from 10. */
export type RuleStyle = "debian" | "fedora";

export const ruleStyles: readonly RuleStyle[] = ["debian", "fedora"];

/** Directories that rules and units name; each is absolute and made of plain characters. */
export interface Layout {
  /** Worker and its launcher. */
  readonly libexec: string;
  /** Markers and caches. */
  readonly run: string;
  /** Owner file and registry. */
  readonly etc: string;
}

export const defaultLayout: Layout = {
  libexec: "/usr/lib/pathplug",
  run: "/run/pathplug",
  etc: "/etc/pathplug",
};

/** Why a layout cannot be rendered: the key, and what it holds. */
export interface LayoutFault {
  readonly key: keyof Layout;
  readonly value: string;
}

/** A rule or unit of the set: what it is rendered from and where it goes, relative to the rendered tree. */
export interface RenderTarget {
  readonly template: string;
  readonly path: string;
  readonly context: RuleContext;
}

/** The values that templates may use. All are ours: nothing that a device said gets here. */
export interface RuleContext extends Layout {
  readonly dmRule: string;
  readonly dmDiskRule: string;
  readonly peerMapRule: string;
  readonly blockRule: string;
  readonly ownerRule: string;
  readonly mapRule: string;
  readonly claimRule: string;
  /** What a rule runs to leave a marker; `$kernel` is udev's. */
  readonly kick: string;
  /** What a rule runs to have the worker look at every disk. */
  readonly kickAll: string;
  /** What the map rule runs to have failed paths tested. */
  readonly recheck: string;
  readonly keptProperties: readonly string[];
  /** What device-mapper's rule takes over from the database for an event without cookie. */
  readonly dmFlags: readonly string[];
  readonly runDirectories: readonly string[];
  /** Ids of the journal's entries by the kind of decision. */
  readonly messageIds: typeof messageIds;
}

/**
 * The neighbours whose order decides. The map rule must sort after device-mapper's rule and before the one that probes
 * and links its disks: 10 < 11 < 13 on Fedora and SUSE, 55 < 56 < 60 on Debian. Elsewhere it would be dead code.
 */
const neighbours = {
  debian: {
    dmRule: "55-dm.rules",
    dmDiskRule: "60-persistent-storage-dm.rules",
    peerMapRule: "56-dm-mpath.rules",
    ownerRule: "55-pathplug-owner.rules",
    mapRule: "56-pathplug-map.rules",
  },
  fedora: {
    dmRule: "10-dm.rules",
    dmDiskRule: "13-dm-disk.rules",
    peerMapRule: "11-dm-mpath.rules",
    ownerRule: "10-pathplug-owner.rules",
    mapRule: "11-pathplug-map.rules",
  },
} as const;

const claimRule = "59-pathplug-claim.rules";
const scsiRule = "59-pathplug-scsi.rules";
/** After nvme-cli's 71-nvmf-*.rules. */
const nvmeRule = "72-pathplug-nvme.rules";
const blockRule = "60-block.rules";
const tapeRule = "61-pathplug-tape.rules";

/** Below the run directory: made by the early unit and by tmpfiles. */
const runDirectories = [
  "queue",
  "taken",
  "parked",
  "reload",
  "cookies",
  "in-use",
  "maps",
  "luns.d",
  "rtpg",
  "recheck",
  "rechecking",
  "suspect",
  "made",
  "removed",
  "wanted",
  "requests",
  "answers",
  "own",
];

/** A directory whose name means the same in a udev rule, a unit file and a shell word. */
const plainDirectory = /^(\/[A-Za-z0-9_][A-Za-z0-9_.+-]*)+$/;

/** Which directories of a layout cannot stand in a rule or unit as they are. */
export function checkLayout(layout: Layout): readonly LayoutFault[] {
  const keys: readonly (keyof Layout)[] = ["libexec", "run", "etc"];
  return keys.flatMap((key) => (plainDirectory.test(layout[key]) ? [] : [{ key, value: layout[key] }]));
}

/** The values for one style. */
export function ruleContext(style: RuleStyle, layout: Layout = defaultLayout): RuleContext {
  return {
    ...layout,
    ...neighbours[style],
    claimRule,
    blockRule,
    kick: `/usr/bin/touch ${layout.run}/queue/$kernel`,
    kickAll: `/usr/bin/touch ${layout.run}/queue/all`,
    recheck: `/usr/bin/touch ${layout.run}/recheck/$kernel`,
    keptProperties,
    dmFlags,
    runDirectories,
    messageIds,
  };
}

/** Every rule of one style, by the name it is installed under. */
export function ruleTargets(style: RuleStyle, layout: Layout = defaultLayout): readonly RenderTarget[] {
  const context = ruleContext(style, layout);
  return [
    { template: "rules/pathplug-owner.rules.hbs", path: context.ownerRule, context },
    { template: "rules/pathplug-map.rules.hbs", path: context.mapRule, context },
    { template: "rules/pathplug-claim.rules.hbs", path: claimRule, context },
    { template: "rules/pathplug-scsi.rules.hbs", path: scsiRule, context },
    { template: "rules/pathplug-tape.rules.hbs", path: tapeRule, context },
    { template: "rules/pathplug-nvme.rules.hbs", path: nvmeRule, context },
  ];
}

/** Every unit, the tmpfiles configuration and the journal's catalog, by the name it is installed under. */
export function unitTargets(layout: Layout = defaultLayout): readonly RenderTarget[] {
  const context = ruleContext("debian", layout);
  const names = [
    "pathplug-arm.service",
    "pathplug-assemble.path",
    "pathplug-assemble.service",
    "pathplug-audit.service",
    "pathplug-audit.timer",
    "pathplug-disarmed.service",
    "pathplug-known.service",
    "pathplug-left@.service",
    "pathplug-pathless.service",
    "pathplug-ready.target",
    "pathplug-recheck.path",
    "pathplug-recheck.service",
    "pathplug-requests.path",
    "pathplug-requests.service",
    "pathplug-remember.service",
    "pathplug-retry.path",
    "pathplug-retry.service",
    "pathplug-shutdown.service",
    "pathplug-transport.service",
    "pathplug-transport.socket",
    "pathplug.conf",
    "pathplug.catalog",
  ];
  return names.map((name) => ({ template: `units/${name}.hbs`, path: name, context }));
}

/** Rules that are the same in both styles. */
const common: readonly string[] = [claimRule, scsiRule, tapeRule, nvmeRule];

/** What is committed under rules/ and units/: the default layout in both styles, what they have in common once. */
export function committedTargets(): readonly RenderTarget[] {
  const rules = ruleStyles.flatMap((style) =>
    ruleTargets(style)
      .filter(({ path }) => !common.includes(path) || style === "debian")
      .map((target) => ({
        ...target,
        path: common.includes(target.path) ? `rules/${target.path}` : `rules/${style}/${target.path}`,
      })),
  );
  return [...rules, ...unitTargets().map((target) => ({ ...target, path: `units/${target.path}` }))];
}
