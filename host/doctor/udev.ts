import { type Check, ok, wrong } from "../../core/diagnostic/check.ts";
import type { CompiledProfiles } from "../../core/profile/compiled.ts";
import { renderHwdb } from "../../core/render/hwdb.ts";
import { ruleContext, ruleTargets } from "../../core/render/rule-context.ts";
import { detectStyle, listRules } from "../ownership/rule-files.ts";
import { HWDB_FILE } from "../profiles/refresh.ts";
import type { System } from "../system/system.ts";
import { readText } from "../system/text.ts";

/** Whether the rules are there, and stand where they have to among the distribution's. */
export function checkRules(system: System): readonly Check[] {
  const rules = listRules(system);
  const style = detectStyle(rules);
  const { mapRule, claimRule, dmRule, dmDiskRule } = ruleContext(style);
  const ours = ruleTargets(style).map(({ path }) => path);
  const missing = ours.filter((name) => !rules.has(name));
  if (missing.length > 0) {
    return [wrong("bad", "rules-missing", "udev rules", `missing: ${missing.join(", ")}`)];
  }
  const order = [
    [claimRule, "60-persistent-storage.rules"],
    [dmRule, mapRule],
    [mapRule, dmDiskRule],
  ] as const;
  const wrongs = order.filter(([first, second]) => rules.has(first) && rules.has(second) && first > second);
  const both = ["10-dm.rules", "55-dm.rules"].every((name) => rules.has(name));
  const found = [
    ...wrongs.map(([first, second]) => `${first} has to come before ${second}`),
    ...(both ? ["both 10-dm.rules and 55-dm.rules are installed"] : []),
  ];
  const installed = ok("rules-missing", "udev rules", ours.join(", "));
  const ordered =
    found.length === 0
      ? ok("rules-order", "order of rules", "as it has to be")
      : wrong("bad", "rules-order", "order of rules", found.join("; "));
  return [installed, ordered];
}

const PACKAGE_HWDB = ["/usr/lib", "/lib", "/usr/local/lib"].map(
  (library) => `${library}/udev/hwdb.d/60-pathplug.hwdb`,
);
const COMPILED_HWDB = ["/etc/udev/hwdb.bin", "/usr/lib/udev/hwdb.bin", "/lib/udev/hwdb.bin"];

/**
 * Whether the hardware database holds the profiles in force: its source text is what they render, and it was compiled
 * after the source changed. `changedAt` gives the time of a file's last change; a recorded machine has none.
 */
export function checkHwdb(
  system: System,
  compiled: CompiledProfiles,
  changedAt: (path: string) => number | undefined,
): Check {
  const subject = "hwdb";
  const source = [HWDB_FILE, ...PACKAGE_HWDB].find((path) => system.exists(path));
  if (source === undefined) return wrong("warn", "hwdb-stale", subject, "60-pathplug.hwdb is not installed");
  if (readText(system, source) !== renderHwdb(compiled)) {
    return wrong("warn", "hwdb-stale", subject, `${source} is not what the profiles in force render`);
  }
  const binary = COMPILED_HWDB.find((path) => system.exists(path));
  if (binary === undefined) return wrong("warn", "hwdb-stale", subject, "hwdb.bin is missing");
  const [sourceTime, binaryTime] = [changedAt(source), changedAt(binary)];
  if (sourceTime !== undefined && binaryTime !== undefined && binaryTime < sourceTime) {
    return wrong("warn", "hwdb-stale", subject, `${binary} is older than ${source}`);
  }
  return ok("hwdb-stale", subject, `${source} is in force`);
}
