import { numberKeys, REGISTRY_FORMAT, type RegistryEntry, textKeys } from "../registry/entry.ts";
import { escapeValue, escapeWord } from "../registry/line.ts";

/**
 * The file of an entry: KEY="VALUE" lines that udev's IMPORT{file} reads to the same values. Texts are printable ASCII
 * there, so that no device can end a line or a quote; `parseRegistryEntry` gives the entry back. Keys of a later release
 * are kept.
 */
export function renderRegistryEntry(entry: RegistryEntry): string {
  const pairs: (readonly [string, string])[] = [
    ["PATHPLUG_FORMAT", String(REGISTRY_FORMAT)],
    ["PATHPLUG_WWID", escapeValue(entry.wwid)],
  ];
  for (const [key, name] of Object.entries(textKeys)) {
    const value = entry[name];
    if (value !== undefined) pairs.push([key, escapeValue(value)]);
  }
  for (const [key, name] of Object.entries(numberKeys)) {
    const value = entry[name];
    if (value !== undefined) pairs.push([key, String(value)]);
  }
  pairs.push(["PATHPLUG_IDS", entry.ids.map(escapeWord).join(" ")]);
  const known = pairs.filter(([, value]) => value !== "");
  const unknown = Object.entries(entry.unknown).filter(([key, value]) => isPlain(key) && isPlain(value));
  return [...known, ...unknown].map(([key, value]) => `${key}="${value}"\n`).join("");
}

/** Nothing that would begin another line. */
function isPlain(text: string): boolean {
  return text !== "" && !/[\n\r\0]/.test(text);
}
