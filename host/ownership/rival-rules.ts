import type { System } from "../system/system.ts";
import { readUncommented } from "../system/text.ts";
import { listRules } from "./rule-files.ts";

/** Where multipath-tools' program may be, and where the claim rule looks for it before it says the word. */
const SEEN_BY_RULE = "/usr/sbin/multipath";
const PROGRAMS = [SEEN_BY_RULE, "/sbin/multipath", "/usr/local/sbin/multipath", "/usr/bin/multipath"];

/** A rule that has `multipath` decide of a path, or look at a map. */
const DECIDES = /\bmultipath -[uc]\b/;
const LOOKS = /\bmultipath -U\b/;
/** The word that our claim rule leaves for whoever comes behind it. */
const HEEDS_WORD = /ENV\{nompath\}\s*==\s*"\?\*"[^\n]*GOTO/;

/** Rules files, as paths, by which multipath-tools decides of a path or looks at a map, whoever owns the host. Masked ones are none. */
export function readMultipathRules(system: System): readonly string[] {
  return [...listRules(system)].flatMap(([name, path]) => {
    const text = name.includes("pathplug") ? "" : readUncommented(system, path);
    return DECIDES.test(text) || LOOKS.test(text) ? [path] : [];
  });
}

/**
 * Rules files of multipath-tools that would act beside ours, as paths. One that claims (`multipath -u`) stands aside where
 * it comes after our claim rule and heeds the word `nompath` before it asks, as releases 0.9.4 to 0.15.1 do; one that looks
 * at maps (`multipath -U`) where it comes between our owner rule and our map rule, which hide the map from it. Masked files
 * are none, and where no program of that name is installed none does anything. What cannot be read is not known.
 */
export function readRivalRules(system: System): readonly string[] {
  if (!PROGRAMS.some((program) => system.exists(program))) return [];
  const rules = listRules(system);
  const ours = (what: string): string =>
    [...rules.keys()].find((name) => name.endsWith(`-pathplug-${what}.rules`)) ?? "";
  const [claimRule, ownerRule, mapRule] = [ours("claim"), ours("owner"), ours("map")];
  const saysWord = claimRule !== "" && system.exists(SEEN_BY_RULE);
  const hidesMaps = ownerRule !== "" && mapRule !== "";
  return [...rules].flatMap(([name, path]) => {
    if (name.includes("pathplug")) return [];
    const text = readUncommented(system, path);
    const asks = text.search(DECIDES);
    const heeds = text.search(HEEDS_WORD);
    const claims = asks >= 0 && !(saysWord && name > claimRule && heeds >= 0 && heeds < asks);
    const looks = LOOKS.test(text) && !(hidesMaps && name > ownerRule && name < mapRule);
    return claims || looks ? [path] : [];
  });
}
