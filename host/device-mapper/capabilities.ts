import type { System } from "../system/system.ts";
import { readAttribute, readText } from "../system/text.ts";

const MODULE_ROOTS = ["/lib/modules", "/usr/lib/modules"];

/**
 * Whether the running kernel has the multipath target: loaded, or to be loaded by the kernel itself with the first table
 * that wants it, or built in. Asks files alone: a program or a module more at each boot is what a host without arrays
 * would pay.
 */
export function readMultipathTarget(system: System): "loaded" | "loadable" | undefined {
  if (system.exists("/sys/module/dm_multipath")) return "loaded";
  const release = readAttribute(system, "/proc/sys/kernel/osrelease") ?? "";
  const isThere = MODULE_ROOTS.some((root) => {
    const files = system.list(`${root}/${release}/kernel/drivers/md`) ?? [];
    if (files.some((name) => /^dm-multipath\.ko(\.\w+)?$/.test(name))) return true;
    return /\/dm-multipath\.ko$/m.test(readText(system, `${root}/${release}/modules.builtin`) ?? "");
  });
  return isThere ? "loadable" : undefined;
}

/**
 * Path selectors that are loaded or can be: names as a table spells them (`service-time`). Absent when neither
 * the running kernel's modules nor the loaded ones can be listed.
 */
export function readSelectors(system: System): readonly string[] | undefined {
  const release = readAttribute(system, "/proc/sys/kernel/osrelease");
  const modules = MODULE_ROOTS.map((root) => system.list(`${root}/${release}/kernel/drivers/md`)).find(
    (names) => names !== undefined,
  );
  const loaded = system.list("/sys/module");
  if (modules === undefined || loaded === undefined) return undefined;
  const names = [...modules, ...loaded].flatMap((name) => {
    const found = /^dm[-_](.+?)(\.ko(\.\w+)?)?$/.exec(name)?.[1]?.replaceAll("_", "-");
    return found !== undefined && SELECTORS.includes(found) ? [found] : [];
  });
  return [...new Set(names)].sort();
}

const SELECTORS = ["round-robin", "queue-length", "service-time", "historical-service-time", "io-affinity"];
