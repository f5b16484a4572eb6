import { encodeText } from "../bytes/text.ts";
import type { Settings } from "../profile/settings.ts";

/** A value as JSON with sorted keys, absent values left out: equal values give equal texts. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).filter(([, item]) => item !== undefined);
    entries.sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`).join(",")}}`;
  }
  return JSON.stringify(value) ?? "null";
}

/** 16 hex digits that change when the text does: two FNV-1a hashes with different bases. Keeps no secret. */
export function digest(text: string): string {
  let low = 0x811c9dc5;
  let high = 0x27d4eb2f;
  for (const byte of encodeText(text)) {
    low = Math.imul(low ^ byte, 0x01000193);
    high = Math.imul(high ^ (byte + 0x9e), 0x01000193);
  }
  return [high ^ (low >>> 15), low ^ (high >>> 13)].map(hex32).join("");
}

/** What the registry keeps of the settings that a map was assembled with. */
export function settingsDigest(settings: Settings): string {
  return digest(canonicalJson(settings));
}

function hex32(value: number): string {
  return (value >>> 0).toString(16).padStart(8, "0");
}
