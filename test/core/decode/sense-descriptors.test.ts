import { describe, expect, it } from "vitest";
import { decodeSense } from "../../../core/decode/sense.ts";
import { additionalSenseOf, additionalSenseText } from "../../../core/decode/sense-text.ts";
import { fromHex, senseDescriptors } from "./valid-pages.ts";

const { value, findings } = decodeSense(senseDescriptors);

describe("sense data descriptors", () => {
  it("are all there are, in their order, and nothing is odd about them", () => {
    expect(findings).toEqual([]);
    expect(value.descriptors.map(({ kind, offset }) => [offset, kind])).toEqual([
      [8, "stream-commands"],
      [12, "block-commands"],
      [16, "ata-status-return"],
      [30, "another-progress"],
      [38, "forwarded"],
      [60, "direct-access-block-device"],
      [90, "other"],
      [98, "other"],
    ]);
  });

  it.each([
    [0, { filemark: false, endOfMedium: true, incorrectLength: true }],
    [1, { incorrectLength: true }],
    [
      2,
      {
        extend: true,
        error: 0x84,
        count: 0x201,
        lba: 0x665544332211n,
        device: 0x40,
        status: 0x51,
      },
    ],
    [3, { key: 2, progress: 0x8000 }],
    [4, { truncated: true, source: 1, status: 2 }],
    [
      5,
      {
        incorrectLength: true,
        information: 0x1000n,
        commandSpecific: 9n,
        senseKeySpecific: 0x400003,
        unit: 7,
      },
    ],
    [6, { type: 0x0f }],
    [7, { type: 0x81 }],
  ])("number %i has its fields", (index, fields) => {
    expect(value.descriptors[index]).toMatchObject(fields);
  });

  it("give the fields that the fixed format has", () => {
    expect(value).toMatchObject({ endOfMedium: true, incorrectLength: true, information: 0x1000n });
    expect(value).toMatchObject({ commandSpecific: 9n, senseKeySpecific: 0x400003, fieldReplaceableUnit: 7 });
  });

  it("carry sense data of another device, which are decoded like any", () => {
    const found = value.descriptors.find((each) => each.kind === "forwarded");
    const forwarded = found?.kind === "forwarded" ? found.forwarded : undefined;
    expect(decodeSense(forwarded ?? fromHex("00")).value).toMatchObject({ key: 3, asc: 0x11, ascq: 0 });
  });

  it.each([
    [
      "28 bits in the form without EXTEND",
      "09 0c 00 04 ff01 ff44 ff55 ff66 a0 50",
      { count: 1, lba: 0x665544n },
    ],
    ["too short for its type", "09 04 01 00 00 00", { kind: "other", type: 9 }],
    ["a unit without its byte", "03 01 00", { kind: "other", type: 3 }],
    ["stream commands without their bits", "04 01 00", { kind: "other", type: 4 }],
    ["block commands without their bits", "05 01 00", { kind: "other", type: 5 }],
    ["another progress that is cut", "0a 05 02 00 00 00 80", { kind: "other", type: 10 }],
    ["forwarded sense data without a status", "0c 01 00", { kind: "other", type: 12 }],
    ["direct access that is cut", "0d 0a 00 00 00000000 00000000", { kind: "other", type: 13 }],
    [
      "direct access that has neither information nor sense-key specific data",
      "0d 16 00 00 000000 05 0000000000000001 0000000000000002",
      { kind: "direct-access-block-device", commandSpecific: 2n, unit: 5, incorrectLength: false },
    ],
    ["information that is not valid", "00 0a 00 00 0000000000000001", { kind: "other", type: 0 }],
  ])("an odd one: %s", (_, hex, fields) => {
    const body = fromHex(hex);
    const header = Uint8Array.of(0x72, 0, 0, 0, 0, 0, 0, body.length);
    const [descriptor] = decodeSense(Uint8Array.from([...header, ...body])).value.descriptors;
    expect(descriptor).toMatchObject(fields);
  });
});

describe("additional sense codes", () => {
  it.each([
    [0x04, 0x0b, "logical unit not accessible, target port in standby state"],
    [0x11, 0x00, "unrecovered read error"],
    [0x2a, 0x06, "asymmetric access state changed"],
    [0x40, 0x00, "ram failure (should use 40 nn)"],
    [0x40, 0x81, "diagnostic failure on component 81h"],
    [0x4d, 0x03, "tagged overlapped commands, task tag 03h"],
    [0x70, 0xff, "decompression exception, short algorithm id ffh"],
    [0x04, 0x81, undefined],
    [0x80, 0x00, undefined],
    [0xc1, 0x01, undefined],
  ])("%i %i are named as T10 names them", (asc, ascq, text) => {
    expect(additionalSenseText(asc, ascq)).toBe(text);
  });

  it("are found by their text, as the kernel writes it", () => {
    expect(additionalSenseOf("Logical unit not ready, cause not reportable")).toEqual({ asc: 4, ascq: 0 });
    expect(additionalSenseOf("Invalid field in cdb")).toEqual({ asc: 0x24, ascq: 0 });
    expect(additionalSenseOf("Nobody says this")).toBeUndefined();
  });

  it("each have one text, and each text one code", () => {
    let named = 0;
    for (let code = 0; code < 0x1_0000; code++) {
      const [asc, ascq] = [code >> 8, code & 0xff];
      const text = additionalSenseText(asc, ascq);
      if (text === undefined || /task tag|short algorithm|failure on component/.test(text)) continue;
      named += 1;
      expect(additionalSenseOf(text)).toEqual({ asc, ascq });
    }
    expect(named).toBe(761);
  });
});
