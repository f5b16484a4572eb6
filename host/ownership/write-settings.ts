import type { CompiledProfiles } from "../../core/profile/compiled.ts";
import { performRefresh, planRefresh } from "../profiles/refresh.ts";
import { fail } from "../system/failure.ts";
import type { System } from "../system/system.ts";
import type { AdoptedSettings } from "./adopt.ts";

/**
 * Settings of a site that are written as a host is adopted, and what is compiled of them. Of the compiled files those count that are not
 * there yet: they go again with the settings.
 */
export function settingsToWrite(
  system: System,
  files: ReadonlyMap<string, string>,
  compiled: CompiledProfiles,
): AdoptedSettings {
  const refresh = planRefresh(system, compiled);
  const isNew = (path: string): boolean => !system.exists(path);
  return {
    files: [...[...files.keys()], ...[...refresh.keys()].filter(isNew)],
    write: async () => {
      for (const [path, text] of files) {
        makeParents(system, path);
        const written = system.write(path, text, "create");
        if (written.kind === "failed")
          fail("failed", "write-failed", path, `${path} could not be written: ${written.errno}`);
      }
      await performRefresh(system, refresh);
    },
  };
}

function makeParents(system: System, path: string): void {
  const parts = path.split("/").slice(1, -1);
  for (let depth = 1; depth <= parts.length; depth += 1) {
    const directory = `/${parts.slice(0, depth).join("/")}`;
    if (!system.exists(directory)) system.makeDirectory(directory);
  }
}
