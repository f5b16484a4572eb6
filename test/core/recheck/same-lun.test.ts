import { describe, expect, it } from "vitest";
import { compareLun, isKnown } from "../../../core/recheck/same-lun.ts";
import { diskFiles } from "../../machines/disk.ts";
import { disk } from "../../worker/simulated/simulated-run.ts";
import { designator, fromHex, vpd } from "../decode/valid-pages.ts";

const NONE: ReadonlySet<string> = new Set();
/** Page 83h of a path of a LUN. */
function page83(lun: number, path: number): Uint8Array {
  const one = disk(lun, path);
  const bytes = diskFiles(one).get(`/sys/block/${one.dev}/device/vpd_pg83`);
  return bytes instanceof Uint8Array ? bytes : new Uint8Array(0);
}

const one = page83(0, 0);
const samePort2 = page83(0, 1);
const other = page83(1, 0);
const registered = new Set(["naa.600a09800000000000000000000000a0"]);
const EMPTY = new Uint8Array(0);
/** PERIPHERAL QUALIFIER 001b: the target has no LUN there now. */
const unconnected = Uint8Array.from(other, (byte, at) => (at === 0 ? 0x20 : byte));

type Row = readonly [
  string,
  Uint8Array | undefined,
  ReadonlySet<string>,
  Uint8Array,
  "same" | "other" | "unnamed",
];

describe("a path that answers again is", () => {
  it.each<Row>([
    ["the same LUN where page 83h is as it was", one, NONE, one, "same"],
    ["the same where another port of it answers", one, NONE, samePort2, "same"],
    ["another one where page 83h says so", one, NONE, other, "other"],
    ["another one though the kernel had read the page again since", other, registered, other, "other"],
    ["the same where it is registered, and had no page", undefined, registered, one, "same"],
    ["another one where it had no page and another is registered", undefined, registered, other, "other"],
    ["the same where nothing is known of it", undefined, NONE, other, "same"],
    ["the same where an empty page was all that the kernel had", EMPTY, NONE, other, "same"],
    ["not named where it answers with nothing", one, registered, EMPTY, "unnamed"],
    ["not named where the page is cut", one, registered, other.slice(0, 20), "unnamed"],
    ["not named where the target has no LUN there now", one, registered, unconnected, "unnamed"],
    ["the same where its page is cut behind what names it", one, registered, one.slice(0, 26), "same"],
  ])("%s", (_, before, keys, now, expected) => {
    expect(compareLun({ keys, ...(before === undefined ? {} : { page83: before }) }, now)).toBe(expected);
  });
});

describe("a map's path that answers again", () => {
  const A = "600a09800000000000000000000000a0";
  const wwid = `3${A}`;

  it("is another LUN where it shares a lesser id alone, though the kernel had read the page again since", () => {
    const eui = designator(1, 0, 2, fromHex("0011223344556677"));
    const now = vpd(0x83, designator(1, 0, 3, fromHex(A.replace("a0", "b0"))), eui);
    const keys = new Set([`naa.${A}`, "eui.0011223344556677"]);
    expect(compareLun({ wwid, keys, page83: now }, now)).toBe("other");
  });

  it("is another LUN where the map is not registered, and the kernel had read the page again since", () => {
    expect(compareLun({ wwid, keys: NONE, page83: other }, other)).toBe("other");
    expect(compareLun({ wwid, keys: NONE, page83: one }, one)).toBe("same");
  });

  it("is known by the map's WWID alone, where that is an id of page 83h", () => {
    expect(isKnown({ wwid, keys: NONE })).toBe(true);
    expect(isKnown({ wwid: "SVENDOR_LUN_1", keys: NONE })).toBe(false);
  });
});
