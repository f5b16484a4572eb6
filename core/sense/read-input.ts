import { parseHex } from "../bytes/hex.ts";

/** What somebody wants explained, taken apart: sense data, and lines that may be the kernel's. */
export interface SenseInput {
  readonly senses: readonly Uint8Array[];
  readonly lines: readonly string[];
}

/**
 * Reads text in which each line is hex of sense data or a line of the kernel's log. Hex may go on in the next line, as
 * dumps do: sense data begin with a response code of 70h to 73h (SPC-6 4.4.1). An offset in front of a dump's line, and
 * `sense:`, are left out; blank lines and what follows a `#` at the start of a line are nothing.
 */
export function readSenseInput(text: string): SenseInput {
  const senses: number[][] = [];
  const lines: string[] = [];
  for (const line of text.split("\n")) {
    const words = line.replace(/\r$/, "");
    if (words.trim() === "" || words.startsWith("#")) continue;
    const bytes = hexOf(words);
    if (bytes === undefined) lines.push(words);
    else if (beginsSense(bytes) || senses.length === 0) senses.push([...bytes]);
    else senses.at(-1)?.push(...bytes);
  }
  return { senses: senses.map((each) => Uint8Array.from(each)), lines };
}

function beginsSense([first = 0]: Uint8Array): boolean {
  return (first & 0x7c) === 0x70;
}

function hexOf(line: string): Uint8Array | undefined {
  const plain = line.replace(/^\s*sense:/i, "").replace(/^\s*[0-9a-f]{2,8}\s{2,}(?=[0-9a-f]{2}\b)/i, "");
  const hex = parseHex(plain);
  return hex.kind === "bytes" ? hex.bytes : undefined;
}
