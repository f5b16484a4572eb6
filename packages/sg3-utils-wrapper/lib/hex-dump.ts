/**
 * Reads the hex dump that sg3_utils prints for `--hex`: an offset, then up to 16 bytes, nothing else on a line. The
 * offsets must count the bytes read so far; anything else, or a line of other text, is no dump and gives `undefined`.
 */
export function readHexDump(lines: readonly string[]): Uint8Array | undefined {
  const bytes: number[] = [];
  for (const line of lines) {
    const [offset, ...octets] = line.trim().split(/\s+/);
    if (offset === undefined || offset === "") continue;
    if (!/^[0-9a-f]{2,8}$/.test(offset) || Number.parseInt(offset, 16) !== bytes.length) return undefined;
    if (octets.length === 0 || octets.length > 16) return undefined;
    for (const octet of octets) {
      if (!/^[0-9a-f]{2}$/.test(octet)) return undefined;
      bytes.push(Number.parseInt(octet, 16));
    }
  }
  return Uint8Array.from(bytes);
}

/** Text of an output that is ASCII by construction; other bytes become `?`. Needs no TextDecoder. */
export function readAscii(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += byte < 0x80 ? String.fromCharCode(byte) : "?";
  return text;
}
