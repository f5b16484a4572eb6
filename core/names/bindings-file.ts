import { compareAliases } from "./alias-codec.ts";

/** Where multipath-tools keeps the names that it has given by user_friendly_names. */
export const BINDINGS_FILE = "/etc/multipath/bindings";

/** First lines of the file as multipath-tools writes them: it writes a file anew that begins otherwise. */
const HEADER = [
  "# Multipath bindings, Version : 1.0",
  "# NOTE: this file is automatically maintained by the multipath program.",
  "# You should not need to edit this file in normal circumstances.",
  "#",
  "# Format:",
  "# alias wwid",
  "#",
];

/** Longest WWID that multipath-tools takes, bytes (WWID_SIZE without the closing NUL). */
const WWID_BYTES = 127;

export interface Binding {
  readonly alias: string;
  readonly wwid: string;
  /** 1-based line of the file. */
  readonly line: number;
}

/**
 * Reads /etc/multipath/bindings as multipath-tools does: `alias wwid` a line, a `#` or CR ends it, further words are
 * ignored, a line without WWID too. In the order of the file; of several lines for one alias the first counts.
 */
export function parseBindings(text: string): readonly Binding[] {
  const byAlias = new Map<string, Binding>();
  for (const binding of bindingLines(text)) {
    if (!byAlias.has(binding.alias)) byAlias.set(binding.alias, binding);
  }
  return [...byAlias.values()];
}

/** Every line that binds an alias, those included that do not count. */
export function bindingLines(text: string): readonly Binding[] {
  return text.split("\n").flatMap((content, index) => bindingIn(content, index + 1) ?? []);
}

function bindingIn(content: string, line: number): Binding | undefined {
  const [alias, wwid] = content
    .replace(/[#\r].*/s, "")
    .split(/[ \t]+/)
    .filter((word) => word !== "");
  if (alias === undefined || wwid === undefined || wwid.length > WWID_BYTES) return undefined;
  return { alias, wwid, line };
}

/** The alias of a WWID; of several the first in multipath-tools' order. */
export function findBinding(bindings: readonly Binding[], wwid: string): Binding | undefined {
  const own = bindings.filter((binding) => binding.wwid === wwid);
  return own.sort((a, b) => compareAliases(a.alias, b.alias))[0];
}

/**
 * The file's text with a binding more. Every other line stays as it is, byte for byte; the new one stands where
 * multipath-tools would write it: behind the last alias that comes before it. What cannot be a line of the file leaves the text
 * unchanged.
 */
export function addBinding(text: string, alias: string, wwid: string): string {
  const added = bindingIn(`${alias} ${wwid}`, 0);
  if (added?.alias !== alias || added.wwid !== wwid || (alias + wwid).includes("\n")) return text;
  const lines = text === "" ? [...HEADER] : text.replace(/\n$/, "").split("\n");
  const aliases = lines.map((content) => bindingIn(content, 0)?.alias);
  const before = aliases.findLastIndex((one) => one !== undefined && compareAliases(one, alias) <= 0);
  const first = aliases.findIndex((one) => one !== undefined);
  const at = before >= 0 ? before + 1 : first >= 0 ? first : lines.length;
  lines.splice(at, 0, `${alias} ${wwid}`);
  return `${lines.join("\n")}\n`;
}
