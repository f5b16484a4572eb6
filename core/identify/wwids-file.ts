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
 * The file's text with `wwid` in it; the same text where it is there already. Other lines stay as they are.
 * A WWID with a slash or a line end cannot be written and leaves the text unchanged.
 */
export function renderWwidsFile(text: string, wwid: string): string {
  if (wwid === "" || /[/\n]/.test(wwid) || parseWwidsFile(text).includes(wwid)) return text;
  const head = text === "" ? `${HEADER.join("\n")}\n` : text.endsWith("\n") ? text : `${text}\n`;
  return `${head}/${wwid}/\n`;
}
