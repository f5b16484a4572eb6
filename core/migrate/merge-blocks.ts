import type { ConfBlock } from "./multipath-conf.ts";
import { lastValue } from "./multipath-conf.ts";

/**
 * Blocks about one subject become one, at the place of the last: what that says holds, what it does not say is what the ones
 * before it say. A block that does not name its subject is left out.
 */
export function mergeBlocks(blocks: readonly ConfBlock[], subject: readonly string[]): ConfBlock[] {
  const merged = new Map<string, ConfBlock>();
  for (const block of blocks) {
    if (missingIn(block, subject).length > 0) continue;
    const key = JSON.stringify(
      [...subject, "revision"].map((keyword) => lastValue(block.values, keyword) ?? null),
    );
    const earlier = merged.get(key);
    merged.delete(key);
    merged.set(key, { place: block.place, values: [...(earlier?.values ?? []), ...block.values] });
  }
  return [...merged.values()];
}

/** The keywords by which a block says what it is about that are not there. */
export function missingIn(block: ConfBlock, subject: readonly string[]): readonly string[] {
  return subject.filter((keyword) => lastValue(block.values, keyword) === undefined);
}

/** By what a block says what it is about; one in a list needs one of both, and none of these. */
export const subjects = {
  device: ["vendor", "product"],
  multipath: ["wwid"],
  protocol: ["type"],
} as const;
