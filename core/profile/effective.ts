import type { Tpgs } from "../decode/standard-inquiry.ts";
import { given } from "../values/given.ts";
import type { CompiledProfiles, SettingLayer } from "./compiled.ts";
import { foldLayers, type SourcedSettings } from "./fold.ts";
import type { Match } from "./match.ts";
import type { Condition, LunSettings, Transport } from "./profile.ts";
import type { Provenance, SettingName, Settings } from "./settings.ts";

/** What the device says of itself, over all paths of the LUN. */
export interface DeviceFacts {
  /** `none` as soon as one path has no target port group support. */
  readonly tpgs: Tpgs;
  /** The attached handler of the first path that has one (`dh_state`); absent when detached. */
  readonly handler?: string;
  readonly transport?: Transport;
  /** Whether one path is NVMe over TCP. */
  readonly isTcp?: boolean;
}

/** Settings of one LUN, with their source and its alias. */
export interface EffectiveSettings extends SourcedSettings {
  readonly alias?: string;
}

/** What /etc/pathplug/pathplug.json says about one LUN. */
export function lunSettings(compiled: CompiledProfiles, wwid: string): LunSettings | undefined {
  return compiled.site.luns.find((lun) => lun.wwid === wwid);
}

/**
 * The settings a LUN is assembled with: built-in defaults < site defaults < family < profile (variants that
 * hold over what they vary) < site overrides < LUN, and then what the device itself says, as multipath-tools
 * 0.15 decides it (libmultipath/propsel.c). `features` comes without queue_if_no_path: see `tableFeatures`.
 */
export function effectiveSettings(match: Match, device: DeviceFacts, lun?: LunSettings): EffectiveSettings {
  const layers = match.layers.filter((layer) => layer.when === undefined || holds(layer.when, device));
  const ofLun: SettingLayer[] =
    lun?.settings === undefined ? [] : [{ source: `lun ${lun.wwid}`, settings: lun.settings }];
  const draft = new Draft(foldLayers([...layers, ...ofLun]));
  settleClaim(draft, match);
  settlePrio(draft, device);
  settleGrouping(draft);
  settleHandler(draft, device);
  settleFeatures(draft, device);
  return {
    settings: draft.settings,
    provenance: draft.provenance,
    ...given({ alias: lun?.alias }),
  };
}

/**
 * The dm features of a table without their count: the configured ones, then queue_if_no_path where the map
 * queues.
 */
export function tableFeatures(settings: Settings): readonly string[] {
  const queues = settings.no_path_retry !== "fail" && settings.no_path_retry !== 0;
  return queues ? [...settings.features, "queue_if_no_path"] : settings.features;
}

function holds(when: Condition, device: DeviceFacts): boolean {
  const { tpgs, transport } = when;
  if (typeof tpgs === "boolean" && tpgs !== (device.tpgs !== "none")) return false;
  if (typeof tpgs === "object" && !tpgs.includes(device.tpgs)) return false;
  return transport === undefined || (device.transport !== undefined && transport.includes(device.transport));
}

/** Settings on their way; each change notes who made it. */
class Draft {
  settings: Settings;
  readonly provenance: Partial<Record<SettingName, Provenance>>;

  constructor({ settings, provenance }: SourcedSettings) {
    this.settings = settings;
    this.provenance = { ...provenance };
  }

  set<Name extends SettingName>(name: Name, value: Settings[Name], source = "device"): void {
    this.settings = { ...this.settings, [name]: value };
    this.provenance[name] = { source };
  }

  isDefault(name: SettingName): boolean {
    return this.provenance[name]?.source === "default";
  }
}

/** An excluded product is never claimed, whatever its profile says of the others. */
function settleClaim(draft: Draft, match: Match): void {
  if (draft.settings.claim !== match.claim) draft.set("claim", match.claim, match.profile ?? "default");
}

/**
 * TPGS with detect_prio: `sysfs` where the kernel's handler keeps access_state, else `alua`. Without TPGS these
 * two would know nothing: `const`. Unlike upstream, detection keeps prio_args.
 */
function settlePrio(draft: Draft, device: DeviceFacts): void {
  if (device.tpgs === "none") {
    if (isAlua(draft.settings)) draft.set("prio", "const");
  } else if (draft.settings.detect_prio) {
    draft.set("prio", device.handler === "alua" ? "sysfs" : "alua");
  }
}

function isAlua(settings: Settings): boolean {
  return settings.prio === "alua" || settings.prio === "sysfs";
}

/** detect_pgpolicy overrides every configured policy where priorities come from ALUA; group_by_tpg needs them. */
function settleGrouping(draft: Draft): void {
  const { settings } = draft;
  if (settings.detect_pgpolicy && isAlua(settings)) {
    const detected = settings.detect_pgpolicy_use_tpg ? "group_by_tpg" : "group_by_prio";
    if (settings.path_grouping_policy !== detected) draft.set("path_grouping_policy", detected);
  } else if (settings.path_grouping_policy === "group_by_tpg" && !isAlua(settings)) {
    draft.set("path_grouping_policy", "failover");
  }
}

/** The attached handler wins over the configured one; ALUA is added or taken away as TPGS says. */
function settleHandler(draft: Draft, device: DeviceFacts): void {
  const attached = device.handler;
  if (draft.settings.retain_attached_hw_handler && attached !== undefined && attached !== "detached") {
    const [configured] = draft.settings.hardware_handler;
    if (configured !== attached) draft.set("hardware_handler", [attached]);
  } else if (device.tpgs !== "none" && draft.isDefault("hardware_handler")) {
    draft.set("hardware_handler", ["alua"]);
  }
  const { hardware_handler } = draft.settings;
  if (device.tpgs === "none" && hardware_handler.length === 1 && hardware_handler[0] === "alua") {
    draft.set("hardware_handler", []);
  }
}

/**
 * queue_if_no_path among the features means no_path_retry queue, where that is not set;
 * retain_attached_hw_handler is what every supported kernel does. An array with implicit transitions only loses
 * every path on first I/O under the alua handler unless it may retry its pg_init.
 */
function settleFeatures(draft: Draft, device: DeviceFacts): void {
  const { features } = draft.settings;
  const source = draft.provenance.features?.source;
  const kept = features.filter(
    (word) => word !== "queue_if_no_path" && word !== "retain_attached_hw_handler",
  );
  if (kept.length !== features.length) {
    if (features.includes("queue_if_no_path") && draft.isDefault("no_path_retry")) {
      draft.set("no_path_retry", "queue", source);
    }
    draft.set("features", kept, source);
  }
  // Its queues may block, which a request-based map cannot (BLK_MQ_F_BLOCKING); multipath-tools does the same.
  if (device.isTcp === true && !kept.includes("bio")) draft.set("features", [...kept, "queue_mode", "bio"]);
  const isImplicit = device.tpgs === "implicit" && draft.settings.hardware_handler[0] === "alua";
  if (isImplicit && !kept.includes("pg_init_retries"))
    draft.set("features", [...kept, "pg_init_retries", "50"]);
}
