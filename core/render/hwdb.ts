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
#   PATHPLUG_PROFILE   name of the profile, none, or excluded
#   PATHPLUG_CLAIM     first-path, second-path or never
#   PATHPLUG_NVME_IOPOLICY   of NVMe alone: numa, round-robin, queue-depth, or none to leave it
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
    const claims = `\n${key}\n PATHPLUG_PROFILE=${profile}\n PATHPLUG_CLAIM=${claim}\n`;
    return entry.bus === "nvme"
      ? `${claims} PATHPLUG_NVME_IOPOLICY=${iopolicyOf(compiled, profile)}\n`
      : claims;
  });
  return HEADER + [...records, ...excludedRecords(compiled)].join("");
}

/**
 * Products that the site excludes, where that can be said by a record: then the rule does not claim their LUNs even for the
 * moment that the worker needs to mark them.
 */
function excludedRecords({ site: { exclusions = [] } }: CompiledProfiles): readonly string[] {
  const products = exclusions.filter(({ kind }) => kind === "product");
  if (products.some(({ except }) => except === true)) return [];
  return products.flatMap(({ patterns: [vendor = "*", product = "*"] }) => {
    if (/^!|:/.test(vendor) || /^!|:/.test(product)) return [];
    return `\n${hwdbKey("scsi", [vendor, product, "*"])}\n PATHPLUG_PROFILE=excluded\n PATHPLUG_CLAIM=never\n`;
  });
}

/** What the profile and the site say of subsystems that the kernel multipaths; the claim rule never meets those. */
function iopolicyOf({ profiles, site }: CompiledProfiles, profile: string): string {
  const { defaults, overrides } = site;
  const layers = [defaults, ...(profiles[profile]?.layers ?? []), overrides].flatMap((layer) =>
    layer === undefined || layer.when !== undefined ? [] : [layer],
  );
  return foldLayers(layers).settings.nvme_iopolicy ?? "none";
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
