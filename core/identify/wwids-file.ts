/** First lines of the file as multipath-tools writes them, so that people and tools recognise it. */
const HEADER = [
  "# Multipath wwids, Version : 1.0",
  "# NOTE: This file is automatically maintained by multipath and multipathd.",
  "# You should not need to edit this file in normal circumstances.",
  "#",
  "# Valid WWIDs:",
];

/**
 * WWIDs of /etc/multipath/wwids, in the file's order: lines that begin with `/`, up to the next `/` of the line.
 * Anything else is a comment, as for multipath-tools; a line without a second slash registers nothing.
 */
export function parseWwidsFile(text: string): readonly string[] {
  const wwids = new Set<string>();
  for (const line of text.split("\n")) {
    const end = line.indexOf("/", 1);
    if (line.startsWith("/") && end > 1) wwids.add(line.slice(1, end));
  }
  return [...wwids];
}

/**
 * What is appended to the file's text so that it has all of `wwids`; empty where it has. A WWID with a slash or a line end cannot be
 * written.
 */
export function renderWwidsLines(text: string, wwids: Iterable<string>): string {
  const known = new Set(parseWwidsFile(text));
  const missing = [...wwids].filter((wwid) => wwid !== "" && !/[/\n]/.test(wwid) && !known.has(wwid));
  if (missing.length === 0) return "";
  const head = text === "" ? `${HEADER.join("\n")}\n` : text.endsWith("\n") ? "" : "\n";
  return head + missing.map((wwid) => `/${wwid}/\n`).join("");
}
