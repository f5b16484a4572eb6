import type { CompiledEntry, CompiledProfiles } from "../profile/compiled.ts";
import { foldLayers } from "../profile/fold.ts";
import type { ClaimPolicy } from "../profile/settings.ts";

const HEADER = `# Vendor profiles of pathplug, for the claim rule. Made by \`pathplug refresh\` and by the package
# build; do not edit.
#
# Key: pathplug:BUS:vVENDOR:mMODEL:rREVISION: with the strings as udev's attribute substitution writes them. The rule
# looks nothing up when one of them holds a colon. Least specific first: udev takes each property from the last record
# that matches.
#
#   PATHPLUG_PROFILE   name of the profile, or none
#   PATHPLUG_CLAIM     first-path, second-path or never
`;

/** The key under which a device's record is looked up; the rule builds the same from attributes. */
export function hwdbKey(bus: string, [vendor, product, revision]: readonly [string, string, string]): string {
  return `pathplug:${bus}:v${vendor}:m${product}:r${revision}:`;
}

/**
 * The compiled profiles as an hwdb source file that says of every device what `matchProfile` says. Patterns
 * were checked when they were compiled: they hold printable ASCII without colon and hash.
 */
export function renderHwdb(compiled: CompiledProfiles): string {
  const records = compiled.entries.map((entry) => {
    const { profile, claim } = verdictOf(compiled, entry);
    const key = hwdbKey(entry.bus, [entry.vendor, entry.product, entry.revision]);
    return `\n${key}\n PATHPLUG_PROFILE=${profile}\n PATHPLUG_CLAIM=${claim}\n`;
  });
  return HEADER + records.join("");
}

function verdictOf(
  compiled: CompiledProfiles,
  { kind, profile }: CompiledEntry,
): { profile: string; claim: ClaimPolicy } {
  if (kind === "except") return { profile: "none", claim: "never" };
  if (kind === "exclude") return { profile, claim: "never" };
  const layers = (compiled.profiles[profile]?.layers ?? []).filter((layer) => layer.when === undefined);
  return { profile, claim: foldLayers(layers).settings.claim };
}
