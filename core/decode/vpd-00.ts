import type { Decoded } from "./decoded.ts";
import { openVpd, present } from "./page.ts";

/** Supported VPD pages (SPC-6 7.7.17). */
export interface Vpd00 {
  /** Page codes in the page's order. */
  readonly pages: readonly number[];
}

/** Decodes VPD page 00h: one byte per supported page, ascending. */
export function decodeVpd00(bytes: Uint8Array): Decoded<Vpd00> {
  const page = openVpd(bytes, 0x00);
  const pages = [...page.bytes.upTo(4, page.bytes.length)];
  const disorder = pages.findIndex((code, index) => index > 0 && code <= present(pages[index - 1]));
  if (disorder > 0)
    page.note("page-list-disorder", 4 + disorder, `page ${hex(pages[disorder])} is out of order`);
  return { value: { pages }, findings: page.findings };
}

function hex(code: number | undefined): string {
  return `${present(code).toString(16).padStart(2, "0")}h`;
}
