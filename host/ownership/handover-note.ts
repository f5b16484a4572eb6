import { fail } from "../system/failure.ts";
import type { System } from "../system/system.ts";
import { readText } from "../system/text.ts";

/** What `adopt` has changed of multipath-tools, for `release` to undo. */
export const HANDOVER = "/etc/pathplug/adopted";

export interface Handover {
  /** Units that were masked by it. */
  readonly units: readonly string[];
  /** Those of them that were active, in the order in which they are started again. */
  readonly active: readonly string[];
  /** Rules files that were masked by it, as links in /etc/udev/rules.d. */
  readonly rules: readonly string[];
  /** Files that it has written. */
  readonly files: readonly string[];
}

const KEYS = ["units", "active", "rules", "files"] as const;

/** KEY=VALUE lines; names with blanks are none that a unit or rules file may have. */
export function renderHandover(handover: Handover): string {
  return KEYS.map((key) => `${key}=${handover[key].join(" ")}\n`).join("");
}

/** What was changed; absent where nothing was, or the note cannot be read. */
export function readHandover(system: System): Handover | undefined {
  const text = readText(system, HANDOVER);
  if (text === undefined) return undefined;
  const wordsOf = (key: string): readonly string[] => {
    const line = text.split("\n").find((each) => each.startsWith(`${key}=`));
    return (line?.slice(key.length + 1) ?? "").split(" ").filter((word) => word !== "");
  };
  const [units, active, rules, files] = KEYS.map(wordsOf);
  return { units: units ?? [], active: active ?? [], rules: rules ?? [], files: files ?? [] };
}

/** Written before the first change, so that whoever is killed can be undone. */
export function writeHandover(system: System, handover: Handover): void {
  if (!system.exists("/etc/pathplug")) system.makeDirectory("/etc/pathplug");
  const written = system.write(HANDOVER, renderHandover(handover), "replace");
  if (written.kind === "failed")
    fail("failed", "write-failed", HANDOVER, `${HANDOVER} could not be written: ${written.errno}`);
}
