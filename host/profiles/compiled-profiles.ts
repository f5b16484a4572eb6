import type { CompiledProfiles } from "../../core/profile/compiled.ts";
import type { System } from "../system/system.ts";
import { readText } from "../system/text.ts";

/** Where the compiled profiles are looked for: what `refresh` made for this site, then the package's own. */
export const COMPILED_PROFILES = ["/etc/pathplug/profiles.json", "/usr/lib/pathplug/profiles.json"] as const;

/** Reads the compiled profiles; a broken file is passed over for the next one. */
export function readCompiledProfiles(
  system: System,
  files: readonly string[] = COMPILED_PROFILES,
): CompiledProfiles | undefined {
  for (const file of files) {
    const text = readText(system, file);
    if (text === undefined) continue;
    try {
      const value: unknown = JSON.parse(text);
      if (isCompiledProfiles(value)) return value;
    } catch {
      // A half-written or damaged file must not stop a boot: the package's own still serves.
    }
  }
  return undefined;
}

function isCompiledProfiles(value: unknown): value is CompiledProfiles {
  return (value as CompiledProfiles | null)?.schema === "pathplug.profiles/1";
}
