import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatHex } from "../../../core/bytes/hex.ts";
import { inspectLine, readInspectLine } from "../../../core/render/inspect.ts";
import { pages } from "../../../core/render/inspect-page.ts";
import { renderInspection } from "../../../core/render/inspect-text.ts";
import * as valid from "../decode/valid-pages.ts";

const hex = formatHex;

describe("a line of hex", () => {
  it.each([
    ["00", hex(valid.page00), { page: "00", pages: [0, 0x80, 0x83, 0xb0] }],
    ["80", hex(valid.page80), { page: "80", serial: "SERIAL-01" }],
    [
      "83",
      hex(valid.page83),
      {
        page: "83",
        wwid: "3600507680c80012345670000000000a1",
        kernelId: "naa.600507680c80012345670000000000a1",
      },
    ],
    ["83 without an id", "00830000", { page: "83", wwid: null, kernelId: null, designators: [] }],
    ["86", hex(valid.page86), { page: "86" }],
    ["b0", hex(valid.pageB0), { page: "b0", maximumWriteSameLength: 0xffffff }],
    ["b1", hex(valid.pageB1), { page: "b1", rotation: { kind: "rotating", rpm: 7200 } }],
    ["b2", hex(valid.pageB2), { page: "b2", group: { kind: "naa", bytes: "50050763c8012345" } }],
    ["INQUIRY", `inquiry:${hex(valid.inquiry)}`, { page: "inquiry", vendor: "ACME" }],
    ["RTPG", `rtpg: ${hex(valid.rtpg)}`, { page: "rtpg", format: "length-only" }],
    [
      "sense data",
      `  Sense :`.replace(" :", ":") + hex(valid.senseFixed),
      { page: "sense", keyText: "unit attention" },
    ],
    [
      "an NVMe controller",
      `nvme-id-ctrl:${hex(valid.nvmeController)}`,
      { page: "nvme-id-ctrl", model: "Fabric Array" },
    ],
    ["an NVMe namespace", `nvme-id-ns:${hex(valid.nvmeNamespace)}`, { page: "nvme-id-ns", size: 0x100000 }],
    ["hex in groups with colons", "00:80:00:01:41", { page: "80", serial: "A" }],
    ["hex with a comment", "00800001 41 # serial number", { page: "80", serial: "A" }],
    ["hex with 0x", "0x00 0x80 0x00 0x01 0x41", { page: "80", serial: "A" }],
  ])("is decoded: %s", (_name, line, fields) => {
    expect(inspectLine(line, 1)).toMatchObject({ schema: "pathplug.inspect/1", ...fields });
  });

  it.each([
    ["no hex digit", "00800001zz", "hex-digit", 8],
    ["no hex digit behind a prefix", "rtpg: 0z", "hex-digit", 7],
    ["half a byte", "00800001 4", "hex-odd", 9],
    ["an unknown prefix", " vpd: 0080", "line-prefix", 1],
    ["a VPD page code as prefix", "b0x: 0080", "line-prefix", 0],
    ["a prefix alone", "sense:", "hex-empty", 6],
    ["one byte", "00", "page-short", 2],
    ["a page without a decoder", "00c00000", "page-unknown", 0],
    ["words", "hello world", "hex-digit", 0],
  ])("is refused with code, line and offset: %s", (_name, line, code, offset) => {
    expect(inspectLine(line, 7)).toEqual({ error: { code, line: 7, offset } });
  });

  it.each([[""], ["   "], ["# a comment"], ["  # 0083"]])("says nothing when it is %j", (line) => {
    expect(inspectLine(line, 1)).toBeUndefined();
  });

  it("gives integers that JSON would round as text", () => {
    const json = inspectLine(`nvme-id-ns:ffffffffffffffff`, 1);
    expect(json).toMatchObject({ size: "18446744073709551615" });
  });

  it("leaves device text plain, for JSON's own escapes", () => {
    const line = `inquiry:${hex(valid.inquiry.map((byte, at) => (at === 9 ? 0x1b : byte)))}`;
    expect(JSON.stringify(inspectLine(line, 1))).toContain('"vendor":"A\\u001bME"');
  });

  it("always gives JSON or nothing, whatever it is", () => {
    const line = fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(..."0189abf x:,#-rtpgsenq") }));
    fc.assert(
      fc.property(line, (text) => {
        const json = inspectLine(text, 1);
        if (json !== undefined) JSON.parse(JSON.stringify(json));
      }),
      { numRuns: 5000 },
    );
  });
});

describe("a page for people", () => {
  it("shows every field with offset and bytes, the ids and the findings", () => {
    const page = valid.vpd(
      0x83,
      valid.naa6("0000a1"),
      valid.designator(2, 0, 1, "AC\u001b[2J  x"),
      valid.portGroup(2),
      1,
      2,
    );
    expect(renderInspection("83", page)).toBe(
      [
        "VPD page 83h, device identification, 47 bytes",
        "  0000  00                                               peripheral qualifier and type",
        "  0001  83                                               page code",
        "  0002  00 2b                                            page length",
        "  0004  01 03 00 10                                      association logical-unit, code set binary",
        "  0008  60 05 07 68 0c 80 01 23 45 67 00 00 00 00 00 a1  naa: 600507680c80012345670000000000a1",
        "  0018  02 01 00 09                                      association logical-unit, code set ascii",
        "  001c  41 43 1b 5b 32 4a 20 20 78                       t10: AC\\x1b[2J x",
        "  0025  01 15 00 04                                      association target-port, code set binary",
        "  0029  00 00 00 02                                      target-port-group: 2",
        "  002d  01 02",
        "  WWID       3600507680c80012345670000000000a1",
        "  kernel id  naa.600507680c80012345670000000000a1",
        "  warning at 001e: byte 1bh in T10 vendor (text-unprintable)",
        "  warning at 002d: 2 bytes are left, a header has 4 (designator-remnant)",
        "",
      ].join("\n"),
    );
  });

  const samples: Readonly<Record<keyof typeof pages, readonly Uint8Array[]>> = {
    inquiry: [valid.inquiry],
    "00": [valid.page00],
    "80": [valid.page80],
    "83": [valid.page83, valid.vpd(0x83)],
    "86": [valid.page86],
    b0: [valid.pageB0],
    b1: [valid.pageB1],
    b2: [valid.pageB2],
    rtpg: [valid.rtpg, valid.rtpgExtended],
    sense: [valid.senseFixed, valid.senseDescriptor, valid.senseDescriptors, Uint8Array.of(0x7f, 1)],
    "nvme-id-ctrl": [valid.nvmeController],
    "nvme-id-ns": [valid.nvmeNamespace],
  };

  it.each(Object.entries(samples))("shows every byte that is not zero, once: %s", (page, all) => {
    for (const bytes of all) {
      const shown = renderInspection(page as keyof typeof pages, bytes)
        .split("\n")
        .flatMap((line) => {
          const found = /^ {2}([0-9a-f]{4}) {2}((?:[0-9a-f]{2} ?)+)/.exec(line);
          const first = Number.parseInt(found?.[1] ?? "0", 16);
          return (found?.[2]?.trim().split(" ") ?? []).map(
            (pair, index) => [first + index, Number.parseInt(pair, 16)] as const,
          );
        });
      expect(new Set(shown.map(([at]) => at)).size).toBe(shown.length);
      for (const [at, byte] of shown) expect(bytes[at]).toBe(byte);
      const there = new Set(shown.map(([at]) => at));
      expect([...bytes.keys()].filter((at) => bytes[at] !== 0 && !there.has(at))).toEqual([]);
    }
  });

  it("puts no control character on the terminal, whatever the bytes", () => {
    const names = Object.keys(pages) as (keyof typeof pages)[];
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.uint8Array({ maxLength: 80 }), (page, bytes) => {
        expect(renderInspection(page, bytes).replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
      }),
      { numRuns: 3000 },
    );
  });

  it("is read from the same lines", () => {
    const input = readInspectLine(`rtpg:${hex(valid.rtpg)}`);
    expect(input.kind === "page" && renderInspection(input.page, input.bytes)).toContain(
      "state active/optimized, preferred yes",
    );
  });
});
