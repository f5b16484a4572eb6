import { Cursor } from "../bytes/cursor.ts";
import { decodeText } from "../bytes/text.ts";
import { type Untrusted, untrustedText } from "../bytes/untrusted.ts";
import type { Code } from "../diagnostic/codes.ts";
import { diagnose } from "../diagnostic/codes.ts";
import type { Diagnostic } from "../diagnostic/diagnostic.ts";

/** A page under decoding: its bytes up to the declared end, and what was found on the way. */
export interface Page {
  readonly bytes: Cursor;
  readonly findings: readonly Diagnostic[];
  /** Records a finding at a byte offset. */
  readonly note: (code: Code, offset: number, message: string) => void;
}

/** Bytes without a common header: the view is all of them. */
export function openBytes(bytes: Uint8Array, subject: string, length = bytes.length): Page {
  const findings: Diagnostic[] = [];
  return {
    bytes: new Cursor(bytes, 0, length),
    findings,
    note: (code, offset, message) => {
      findings.push(diagnose(code, subject, message, { place: { offset } }));
    },
  };
}

/**
 * A VPD page (SPC-6 7.7.1): PERIPHERAL QUALIFIER and TYPE, PAGE CODE, PAGE LENGTH in bytes 2 and 3.
 * Checks the page code, compares the length with the bytes and with `least`, the length that the fixed fields
 * need. A page of another code gives an empty view, so that nothing is decoded from it.
 */
export function openVpd(bytes: Uint8Array, code: number, least = 0): Page {
  const raw = new Cursor(bytes);
  const subject = `vpd-${code.toString(16).padStart(2, "0")}`;
  const found = raw.u8(1);
  const declared = raw.u16(2);
  const isOther = found !== undefined && found !== code;
  const length = isOther ? 0 : Math.min(bytes.length, 4 + (declared ?? 0));
  const page = openBytes(bytes, subject, length);
  if (declared === undefined) {
    page.note("page-short", bytes.length, `${bytes.length} bytes are no page: its header has 4`);
  }
  if (isOther) page.note("page-code-mismatch", 1, `page code ${found.toString(16).padStart(2, "0")}h`);
  else if (declared !== undefined) noteLength(page, bytes.length, declared + 4, least);
  if (!isOther && (raw.bits(0, 5, 3) ?? 0) !== 0) {
    page.note("peripheral-not-connected", 0, `peripheral qualifier ${raw.bits(0, 5, 3)}`);
  }
  return page;
}

/** Compares the declared length of something with the bytes there are and with what its fixed fields need. */
export function noteLength(page: Page, present: number, declared: number, least: number): void {
  if (declared > present) {
    page.note("page-truncated", present, `${declared} bytes are declared, ${present} are there`);
  } else if (declared < present) {
    page.note("page-trailing-bytes", declared, `${present - declared} bytes behind the end`);
  }
  const end = Math.min(declared, present);
  if (end < least) page.note("page-short", end, `${end} bytes, the fixed fields need ${least}`);
}

/** A number read where the caller has checked that the bytes are there. */
export function present(value: number | undefined): number {
  return value ?? 0;
}

/** A fixed text field: up to the first NUL, trailing blanks dropped. Notes bytes that are not printable ASCII. */
export function readText(page: Page, offset: number, length: number, name: string): Untrusted {
  return textOf(page, page.bytes.upTo(offset, length), offset, name);
}

/** As `readText`, of bytes at hand. */
export function textOf(page: Page, bytes: Uint8Array, offset: number, name: string): Untrusted {
  const nul = bytes.indexOf(0);
  const used = nul < 0 ? bytes : bytes.slice(0, nul);
  const odd = used.findIndex((byte) => byte < 0x20 || byte > 0x7e);
  if (odd >= 0) {
    page.note(
      "text-unprintable",
      offset + odd,
      `byte ${(used[odd] ?? 0).toString(16).padStart(2, "0")}h in ${name}`,
    );
  }
  return untrustedText(decodeText(used).replace(/ +$/, ""));
}
