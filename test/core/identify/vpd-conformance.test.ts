import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseHex } from "../../../core/bytes/hex.ts";
import { decodeVpd80 } from "../../../core/decode/vpd-80.ts";
import { decodeVpd83 } from "../../../core/decode/vpd-83.ts";
import { rankMultipath } from "../../../core/identify/multipath-wwid.ts";
import { ownRows } from "./vpd-rows.ts";

/** One observed answer of multipath-tools: `ret` is the length of `wwid`, or a negated errno. */
interface Row {
  readonly test: string;
  readonly page: string;
  readonly wwid_buf: number;
  readonly hex: string;
  readonly ret: number;
  readonly wwid: string | null;
}

const ENODATA = -61;
const EINVAL = -22;
const EOVERFLOW = -75;

/** Rows believed to be wrong, with the reason. There are none. */
const doubted: Readonly<Record<string, string>> = {};

const file = join(import.meta.dirname, "../../../../shared/conformance/vpd.jsonl");
const isPresent = existsSync(file);
const rows: readonly Row[] = isPresent
  ? readFileSync(file, "utf8")
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as Row)
  : ownRows;

function bytesOf(hex: string): Uint8Array {
  const parsed = parseHex(hex);
  return parsed.kind === "bytes" ? parsed.bytes : new Uint8Array(0);
}

function answer(row: Row): { ret: number; wwid: string | null } {
  const bytes = bytesOf(row.hex);
  if (row.page === "80") {
    const serial = decodeVpd80(bytes).value.serial.slice(0, row.wwid_buf - 1);
    return { ret: serial.length, wwid: serial };
  }
  const { value, findings } = decodeVpd83(bytes);
  const best = rankMultipath(value.designators, row.wwid_buf)[0];
  if (best !== undefined) return { ret: best.wwid.length, wwid: best.wwid };
  const codes = findings.map(({ code }) => code);
  if (codes.includes("designator-overrun")) return { ret: EOVERFLOW, wwid: null };
  return { ret: codes.includes("designator-invalid") ? EINVAL : ENODATA, wwid: null };
}

describe(`multipath-tools' answers, from ${isPresent ? "the shared rows" : "this project's own few rows (the shared ones are absent)"}`, () => {
  it.each(rows.map((row) => [`${row.test}, buffer ${row.wwid_buf}, ${row.hex.slice(0, 24)}`, row] as const))(
    "gives the observed result for %s",
    (_name, row) => {
      expect(answer(row)).toEqual({ ret: row.ret, wwid: row.wwid });
    },
  );

  it("covers every row, each doubt with its reason", () => {
    expect(rows.length).toBe(isPresent ? 128 : ownRows.length);
    expect(doubted).toEqual({});
  });
});
