import type { System } from "./system.ts";
import { readAttribute } from "./text.ts";

/**
 * Path selectors that are loaded or can be: names as a table spells them (`service-time`). Absent when neither
 * the running kernel's modules nor the loaded ones can be listed.
 */
export function readSelectors(system: System): readonly string[] | undefined {
  const release = readAttribute(system, "/proc/sys/kernel/osrelease");
  const modules = ["/lib/modules", "/usr/lib/modules"]
    .map((root) => system.list(`${root}/${release}/kernel/drivers/md`))
    .find((names) => names !== undefined);
  const loaded = system.list("/sys/module");
  if (modules === undefined || loaded === undefined) return undefined;
  const names = [...modules, ...loaded].flatMap((name) => {
    const found = /^dm[-_](.+?)(\.ko(\.\w+)?)?$/.exec(name)?.[1]?.replaceAll("_", "-");
    return found !== undefined && SELECTORS.includes(found) ? [found] : [];
  });
  return [...new Set(names)].sort();
}

const SELECTORS = ["round-robin", "queue-length", "service-time", "historical-service-time", "io-affinity"];
