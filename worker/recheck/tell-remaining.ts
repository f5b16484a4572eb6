import type { MapPaths } from "../../core/recheck/failed-paths.ts";
import type { Journal } from "../engine/journal.ts";

/** Says how many paths a map has left, where some of them (kernel names) have failed or come back. */
export function tellRemaining(
  journal: Journal,
  { map, wwid, active }: Pick<MapPaths, "map" | "wwid" | "active">,
  failed: readonly string[],
  back: readonly string[],
): void {
  const entries = [
    { kind: "path-failed", devs: failed, what: "failed" },
    { kind: "path-reinstated", devs: back, what: "reinstated" },
  ] as const;
  for (const { kind, devs, what } of entries) {
    if (devs.length === 0) continue;
    const text = `${map}: remaining active paths: ${active} (${what}: ${devs.join(" ")})`;
    journal(kind === "path-failed" ? "warning" : "note", text, { kind, wwid, map, devs });
  }
}
