import { diagnose } from "../../core/diagnostic/codes.ts";
import type { CompiledProfiles } from "../../core/profile/compiled.ts";
import { readCompiledProfiles } from "../../host/profiles/compiled-profiles.ts";
import type { Engine } from "./engine.ts";
import { diagnosticLine, type Journal } from "./journal.ts";

/** The profiles in force, or those of the file that PATHPLUG_PROFILES names; absent where none can be read. */
export function readProfiles({ system, environment }: Engine): CompiledProfiles | undefined {
  const file = environment("PATHPLUG_PROFILES");
  return file === undefined ? readCompiledProfiles(system) : readCompiledProfiles(system, [file]);
}

/** The same; where none can be read, the journal is told. */
export function profilesOrSay(engine: Engine, journal: Journal): CompiledProfiles | undefined {
  const profiles = readProfiles(engine);
  if (profiles === undefined) {
    const unreadable = diagnose("profiles-unreadable", "host", "None of the files is usable.");
    journal("error", diagnosticLine(unreadable), { kind: "worker-failed", code: unreadable.code });
  }
  return profiles;
}
