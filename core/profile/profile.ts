import type { Tpgs } from "../decode/standard-inquiry.ts";
import type { Place } from "../diagnostic/diagnostic.ts";
import type { ClaimPolicy, Settings } from "./settings.ts";

/** Which identification strings a match is about: SCSI INQUIRY, NVMe Identify Controller or DASD attributes. */
export type Bus = "scsi" | "nvme" | "dasd";

/** How a path reaches its device, as the kernel tells it. */
export type Transport = "fc" | "iscsi" | "sas" | "srp" | "ata" | "usb" | "nvme" | "unspecified";

/** Settings as files spell them: any of them, except `claim`, which has a key of its own in a profile. */
export type WrittenSettings = Partial<Omit<Settings, "claim">>;

/** Globs over the identification strings as udev writes them; an absent field is `*`. */
export interface Pattern {
  readonly bus?: Bus;
  readonly vendor: string;
  readonly product?: string;
  readonly revision?: string;
}

/** What an `except` takes out of its match; absent fields are those of the match. */
export interface Exception {
  readonly product?: string;
  readonly revision?: string;
}

/** Which devices a profile is for. */
export interface MatchClause extends Pattern {
  readonly except?: readonly Exception[];
}

/** What must hold of the device for a variant to apply; every key given must hold. */
export interface Condition {
  /** Whether the device says it has target port group support, or which kinds of it. */
  readonly tpgs?: boolean | readonly Tpgs[];
  readonly transport?: readonly Transport[];
}

/** Settings for some devices of a profile, over its `settings`. */
export interface Variant {
  readonly when: Condition;
  readonly settings: WrittenSettings;
}

/** One profile as its author writes it: `vendor-profiles/schema/profile.schema.json` describes each key. */
export interface Profile {
  readonly $schema?: string;
  readonly name: string;
  readonly title?: string;
  readonly source?: string;
  readonly notes?: readonly string[];
  readonly extends?: string;
  readonly match?: readonly MatchClause[];
  /** Product globs of LUNs that are never storage, for the vendors of `match`. */
  readonly exclude?: readonly string[];
  readonly claim?: ClaimPolicy;
  readonly settings?: WrittenSettings;
  readonly variants?: readonly Variant[];
  readonly test_only?: boolean;
}

/** Settings of one LUN in /etc/pathplug/pathplug.json. */
export interface LunSettings {
  readonly wwid: string;
  readonly alias?: string;
  readonly settings?: WrittenSettings;
}

/** Vendor and product of `exclude`; an absent one fits any. */
export interface ExcludedProduct {
  readonly vendor?: string;
  readonly product?: string;
}

/** Patterns of paths, by what they are compared with; see `exclusionGlob`. */
export interface ExclusionLists {
  readonly devnode?: readonly string[];
  readonly wwid?: readonly string[];
  readonly product?: readonly ExcludedProduct[];
  /** Names of udev properties. */
  readonly property?: readonly string[];
  /** `scsi:fcp`, as multipath.conf(5) spells them. */
  readonly protocol?: readonly string[];
}

/** /etc/pathplug/pathplug.json: `vendor-profiles/schema/settings.schema.json` describes each key. */
export interface SiteSettings {
  readonly $schema?: string;
  /** Under every profile. */
  readonly defaults?: WrittenSettings;
  /** Over every profile. */
  readonly overrides?: WrittenSettings;
  /** Over everything, for one LUN. */
  readonly luns?: readonly LunSettings[];
  /** LUNs that are never multipathed: one path that fits is enough. */
  readonly exclude?: ExclusionLists;
  /** What is taken out of `exclude`, each kind by itself. */
  readonly exclude_exceptions?: ExclusionLists;
}

/** Order of the layers: a match in a higher one beats any in a lower one. */
export type Layer = 10 | 30 | 50;

/**
 * Which directory a file lies in: the package's, /run/pathplug/profiles.d or /etc/pathplug/profiles.d; later
 * wins.
 */
export type Origin = "shipped" | "runtime" | "site";

/** Where in a file a value stands, by JSON pointer; the nearest parent's place when the value is absent. */
export type Locate = (pointer: string) => Place;

/** A value that its schema accepts, with the file it came from. */
interface Sourced {
  /** What findings and provenance name. */
  readonly path: string;
  readonly locate: Locate;
}

export interface ProfileFile extends Sourced {
  readonly origin: Origin;
  readonly layer: Layer;
  readonly profile: Profile;
}

export interface SiteSettingsFile extends Sourced {
  readonly site: SiteSettings;
}
