import { createHmac, randomBytes } from "node:crypto";
import { decodeLatin1 } from "../../core/bytes/text.ts";
import { type Bundle, bundleContent, contentBytes } from "./bundle.ts";
import { isSource, secretsOf } from "./learned-secrets.ts";
import { type Substitute, substitutes } from "./secret.ts";

/** Files that hold ids beside those that they are learned from; sizes and numbers of other files are never touched. */
const BEARING =
  /\/inquiry$|\/loop\/backing_file$|^\/run\/(udev\/data|pathplug)\/|^\/etc\/(pathplug|multipath)\/|\/dm\/name$|^\/proc\/(cmdline|swaps|\w+\/mountinfo)$|^\/sys\/(class|kernel\/config)\//;

/**
 * Replaces serial numbers and world wide names in a recording, each by the same other one wherever it stands: in
 * pages as bytes, in texts as digits, in file names. Length, kind of each character, NAA and the vendor's OUI stay, so
 * that the machine is identified, matched and planned as before. `salt` makes the replacement unpredictable.
 */
export function anonymizeBundle(bundle: Bundle, salt: Uint8Array = randomBytes(32)): Bundle {
  const stream = (seed: string): Uint8Array => createHmac("sha512", salt).update(seed).digest();
  const replace = replacer(substitutes(secretsOf(bundle), stream));
  const files = Object.entries(bundle.files).map(([path, content]) => {
    if (!BEARING.test(path) && !isSource(path)) return [replace(path), content] as const;
    const bytes = Uint8Array.from(replace(decodeLatin1(contentBytes(content))), (one) => one.charCodeAt(0));
    return [replace(path), bundleContent(bytes)] as const;
  });
  const links = Object.entries(bundle.links).map(([path, target]) => [replace(path), replace(target)]);
  const directories = Object.entries(bundle.directories).map(
    ([path, names]) => [replace(path), names.map(replace)] as const,
  );
  return {
    ...bundle,
    anonymized: true,
    files: Object.fromEntries(files),
    links: Object.fromEntries(links),
    directories: Object.fromEntries(directories),
  };
}

/** One pass over a text, one character per byte; the longest secret that begins at a place is replaced. */
function replacer(pairs: readonly Substitute[]): (text: string) => string {
  if (pairs.length === 0) return (text) => text;
  // Of equal spellings the first counts: digits alone are the same in capitals, what stands for them is not.
  const known = new Map(pairs.toReversed().map(({ from, to }) => [from, to]));
  const longestFirst = [...known.keys()].sort((a, b) => b.length - a.length);
  const pattern = new RegExp(longestFirst.map(escaped).join("|"), "gs");
  return (text) => text.replace(pattern, (found) => known.get(found) ?? found);
}

/** A short number counts only where it stands alone: sizes and sectors may hold its digits. */
function escaped(text: string): string {
  if (/^\d{1,9}$/.test(text)) return `(?<!\\d)${text}(?!\\d)`;
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
}
