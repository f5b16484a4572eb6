import { attributeText, decodeLatin1 } from "../../core/bytes/text.ts";
import { type Bundle, contentBytes } from "./bundle.ts";

/**
 * What stays in a recording, because the machine is matched and read by it, one text a line, lower case: names of vendors,
 * products and revisions, as devices, udev and settings have them, and kernel names of disks and of what they hang on.
 */
export function publicTexts({ files, links, directories }: Bundle): string {
  const texts = new Set(directories["/sys/block"] ?? []);
  for (const [path, target] of Object.entries(links)) {
    if (path.startsWith("/sys/block/")) for (const part of target.split("/")) texts.add(part);
  }
  for (const [path, content] of Object.entries(files)) {
    for (const text of namesIn(path, () => contentBytes(content))) texts.add(text);
  }
  return [...texts].join("\n").toLowerCase();
}

function namesIn(path: string, read: () => Uint8Array): readonly string[] {
  if (/\/(?:vendor|model|rev|firmware_rev)$/.test(path)) return [attributeText(read())];
  // Vendor, product and revision (SPC-6 6.7.2).
  if (path.endsWith("/inquiry")) return [decodeLatin1(read().slice(8, 36))];
  if (path.startsWith("/run/udev/data/")) return found(read(), /^E:ID_(?:VENDOR|MODEL|REVISION)=(.*)$/gm);
  if (SETTINGS.test(path)) return found(read(), /\b(?:vendor|product)"?\s*:?\s*"([^"\n]*)"/g);
  return [];
}

const SETTINGS = /^\/etc\/multipath\.conf$|^\/(?:etc|run)\/pathplug\/.*\.json$/;

function found(bytes: Uint8Array, pattern: RegExp): readonly string[] {
  return [...decodeLatin1(bytes).matchAll(pattern)].map(([, text = ""]) => text);
}
