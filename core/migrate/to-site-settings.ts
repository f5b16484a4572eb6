import type { ClaimMode } from "../claim/mode.ts";
import type { Diagnostic } from "../diagnostic/diagnostic.ts";
import type { Profile, SiteSettings, WrittenSettings } from "../profile/profile.ts";
import type { ArrayProfile } from "./array-profiles.ts";
import { circumstancesOf } from "./circumstances.ts";
import { readExclusions } from "./exclusion-lists.ts";
import { readFindMode } from "./find-mode.ts";
import type { ConfBlock, MultipathConf } from "./multipath-conf.ts";
import { byPlace, type CarriedValue, type LeftValue, Outcome } from "./outcome.ts";
import { readArrays } from "./read-arrays.ts";
import { readLuns } from "./read-luns.ts";
import { type ReadSetting, readSettings, writtenSettings } from "./read-settings.ts";

/** What pathplug makes of a multipath.conf, and what has become of each value in it. */
export interface Migration {
  /** For /etc/pathplug/pathplug.json. */
  readonly site: SiteSettings;
  /** For /etc/pathplug/profiles.d: arrays of which devices says something. */
  readonly profiles: readonly ArrayProfile[];
  /** For `pathplug enable --mode`; absent where find_multipaths is not set. */
  readonly mode?: ClaimMode;
  readonly carried: readonly CarriedValue[];
  readonly left: readonly LeftValue[];
  /** What may multipath more, or less, than before. */
  readonly findings: readonly Diagnostic[];
}

/**
 * Turns multipath.conf(5) into pathplug's settings. `known` are the profiles that there are: where a device section is about
 * arrays that one of them knows, its settings go over those of that profile. Every value is either carried or left; blocks
 * without a subject are in neither list, they are findings of reading. Never fails.
 */
export function toSiteSettings(conf: MultipathConf, known: readonly Profile[] = []): Migration {
  const outcome = new Outcome();
  const findings: Diagnostic[] = [];
  const circumstances = circumstancesOf(conf);
  const mode = readFindMode(conf, outcome);
  const defaults = readSettings("defaults", conf.defaults, circumstances, outcome);
  const overrides = readSettings("overrides", conf.overrides, circumstances, outcome);
  tell("defaults", defaults, outcome);
  tell("overrides", overrides, outcome);
  for (const block of conf.protocols) leaveProtocol(block, outcome);
  const overridden = new Set<string>(overrides.map(({ key }) => key));
  const arrays = readArrays(conf, known, overridden, circumstances, outcome, findings);
  const luns = readLuns(conf, circumstances, outcome);
  const exclusions = readExclusions(conf, outcome, findings);
  for (const from of conf.unknown) {
    outcome.leave(from, "unknown", "multipath-tools has no such keyword there, and ignores it.");
  }
  const site: SiteSettings = {
    ...filled("defaults", writtenSettings(defaults)),
    ...filled("overrides", { ...arrays.everywhere, ...writtenSettings(overrides) }),
    ...(luns.length === 0 ? {} : { luns }),
    ...exclusions,
  };
  return {
    site,
    profiles: arrays.profiles,
    ...(mode === undefined ? {} : { mode }),
    carried: byPlace(outcome.carried, conf.files),
    left: byPlace(outcome.left, conf.files),
    findings,
  };
}

function tell(layer: "defaults" | "overrides", settings: readonly ReadSetting[], outcome: Outcome): void {
  for (const { key, from, note } of settings) outcome.carry(from, [`pathplug.json#/${layer}/${key}`], note);
}

/** Site settings do not ask for the transport; the variants of a profile do. */
function leaveProtocol(block: ConfBlock, outcome: Outcome): void {
  const hint = "Write it into a profile, as a variant with `when` and `transport`.";
  for (const from of block.values) outcome.leave(from, "missing", hint);
}

function filled(layer: "defaults" | "overrides", settings: WrittenSettings): Partial<SiteSettings> {
  return Object.keys(settings).length === 0 ? {} : { [layer]: settings };
}
