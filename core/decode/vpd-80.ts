import type { Untrusted } from "../bytes/untrusted.ts";
import { untrustedText } from "../bytes/untrusted.ts";
import type { Decoded } from "./decoded.ts";
import { openVpd, readText } from "./page.ts";

/** Unit serial number (SPC-6 7.7.19). */
export interface Vpd80 {
  /** Right or left justified text, blanks on both sides dropped; empty when blank or absent. */
  readonly serial: Untrusted;
}

/** Decodes VPD page 80h. */
export function decodeVpd80(bytes: Uint8Array): Decoded<Vpd80> {
  const page = openVpd(bytes, 0x80);
  const serial = untrustedText(readText(page, 4, page.bytes.length, "serial number").replace(/^ +/, ""));
  if (serial === "" && page.bytes.length >= 4) page.note("serial-blank", 4, "no serial number");
  return { value: { serial }, findings: page.findings };
}
