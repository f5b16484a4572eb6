import type { WrittenSettings } from "../profile/profile.ts";
import type { ValueSection } from "./keyword.ts";
import { keywordIn } from "./keyword-table.ts";
import type { ConfValue } from "./multipath-conf.ts";
import type { Outcome } from "./outcome.ts";
import type { Circumstances } from "./value-readers.ts";

/** A setting and the value that it was made of. */
export interface ReadSetting {
  readonly key: keyof WrittenSettings;
  readonly value: unknown;
  readonly from: ConfValue;
  readonly note?: string;
}

/**
 * The settings among the values of one section: of a keyword the last that is valid. Those that are none, or hold no longer,
 * are left with the reason; who uses the others says where they went.
 */
export function readSettings(
  section: ValueSection,
  values: readonly ConfValue[],
  circumstances: Circumstances,
  outcome: Outcome,
): readonly ReadSetting[] {
  const settings = new Map<keyof WrittenSettings, ReadSetting>();
  for (const from of values) {
    const fate = keywordIn(section, from.keyword)?.fate;
    if (fate?.kind === "left") outcome.leave(from, fate.why, fate.hint);
    if (fate?.kind !== "setting") continue;
    const reading = fate.read(from.value, circumstances);
    if (reading.kind === "value") {
      replace(settings.get(fate.key), outcome);
      const { value, note } = reading;
      settings.set(fate.key, { key: fate.key, value, from, ...(note === undefined ? {} : { note }) });
    } else if (reading.kind === "invalid") {
      outcome.leave(
        from,
        "invalid",
        "multipath-tools does not take this value; what stands before it holds.",
      );
    } else {
      replace(settings.get(fate.key), outcome);
      settings.delete(fate.key);
      outcome.leave(from, reading.kind === "unset" ? "no-effect" : "inexact", reading.hint);
    }
  }
  return [...settings.values()];
}

function replace(earlier: ReadSetting | undefined, outcome: Outcome): void {
  if (earlier !== undefined) outcome.leave(earlier.from, "replaced", "A later value of this keyword holds.");
}

/** As files spell them. */
export function writtenSettings(settings: readonly ReadSetting[]): WrittenSettings {
  return Object.fromEntries(settings.map(({ key, value }) => [key, value]));
}
