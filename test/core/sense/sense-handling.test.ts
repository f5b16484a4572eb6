import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeSense } from "../../../core/decode/sense.ts";
import { type BlockStatus, blockStatuses, errnoOf, isPathError } from "../../../core/sense/block-status.ts";
import { type DeviceHandler, deviceHandlers } from "../../../core/sense/device-handler.ts";
import { explainSense } from "../../../core/sense/explain-error.ts";
import type { Handling } from "../../../core/sense/handling.ts";
import { hostByteNamed, hostByteNumbers, hostByteOf } from "../../../core/sense/host-byte.ts";
import { senseCodesOf } from "../../../core/sense/sense-codes.ts";
import { senseHandling } from "../../../core/sense/sense-handling.ts";
import { fromHex } from "../decode/valid-pages.ts";

type Repeated = Handling["repeated"];

const codes = (key: number, asc: number, ascq: number, more = {}) => ({
  key,
  asc,
  ascq,
  deferred: false,
  marked: false,
  ...more,
});

/** Read off scsi_check_sense and scsi_io_completion_action of 6.12, key by key: KEY ASC ASCQ, repeated, end. */
const table: readonly (readonly [string, number, number, number, Repeated, BlockStatus])[] = [
  ["a false check condition is asked for again", 0x0, 0x00, 0x00, "endless", "IOERR"],
  ["a recovered error is none", 0x1, 0x17, 0x01, "no", "OK"],
  ["becoming ready is waited for", 0x2, 0x04, 0x01, "timed", "IOERR"],
  ["a LUN that has to be started is not", 0x2, 0x04, 0x02, "no", "IOERR"],
  ["manual intervention is not waited for", 0x2, 0x04, 0x03, "no", "IOERR"],
  ["a format is waited for", 0x2, 0x04, 0x04, "timed", "IOERR"],
  ["an ALUA transition is waited for", 0x2, 0x04, 0x0a, "timed", "IOERR"],
  ["standby fails at once", 0x2, 0x04, 0x0b, "no", "IOERR"],
  ["unavailable fails at once", 0x2, 0x04, 0x0c, "no", "IOERR"],
  ["offline fails at once", 0x2, 0x04, 0x12, "no", "IOERR"],
  ["a configuration in progress is waited for", 0x2, 0x04, 0x1d, "timed", "IOERR"],
  ["depopulation is not waited for", 0x2, 0x04, 0x24, "no", "IOERR"],
  ["no medium fails at once", 0x2, 0x3a, 0x00, "no", "IOERR"],
  ["an unrecovered read is the medium's", 0x3, 0x11, 0x00, "no", "MEDIUM"],
  ["so is a data field without its mark", 0x3, 0x13, 0x00, "no", "MEDIUM"],
  ["so is a record that is not found", 0x3, 0x14, 0x01, "no", "MEDIUM"],
  ["a write error is repeated, and ends as any I/O error", 0x3, 0x0c, 0x00, "counted", "IOERR"],
  ["a corrupted format too", 0x3, 0x31, 0x00, "counted", "IOERR"],
  ["a hardware error is the target's", 0x4, 0x44, 0x00, "no", "TARGET"],
  ["an unknown command is the target's", 0x5, 0x20, 0x00, "no", "TARGET"],
  ["an address behind the end is the target's", 0x5, 0x21, 0x00, "no", "TARGET"],
  ["an invalid function is the target's", 0x5, 0x22, 0x00, "no", "TARGET"],
  ["an invalid field is the target's", 0x5, 0x24, 0x00, "no", "TARGET"],
  ["a LUN that is gone may be there on another path", 0x5, 0x25, 0x00, "no", "IOERR"],
  ["an invalid parameter is the target's", 0x5, 0x26, 0x04, "no", "TARGET"],
  ["write protection by this key is the target's", 0x5, 0x27, 0x00, "no", "TARGET"],
  ["what the adapter finds damaged is protection's", 0x5, 0x10, 0x01, "no", "PROTECTION"],
  ["a refusal for another reason may be the path's", 0x5, 0x94, 0x01, "no", "IOERR"],
  ["a reset is repeated", 0x6, 0x29, 0x00, "timed", "IOERR"],
  ["a changed access state is repeated", 0x6, 0x2a, 0x06, "timed", "IOERR"],
  ["changed INQUIRY data are repeated", 0x6, 0x3f, 0x03, "timed", "IOERR"],
  ["a full pool is no path's", 0x7, 0x27, 0x07, "no", "NOSPC"],
  ["other protection is the target's", 0x7, 0x27, 0x00, "no", "TARGET"],
  ["too few zones are an end of their own", 0x7, 0x55, 0x0e, "no", "ZONE_OPEN_RESOURCE"],
  ["and so by their other code", 0x7, 0x0c, 0x12, "no", "ZONE_OPEN_RESOURCE"],
  ["a blank check is the target's", 0x8, 0x00, 0x00, "no", "TARGET"],
  ["a vendor's key is any I/O error", 0x9, 0x80, 0x00, "no", "IOERR"],
  ["an aborted copy is the target's", 0xa, 0x0d, 0x00, "no", "TARGET"],
  ["an aborted command is repeated", 0xb, 0x00, 0x00, "counted", "IOERR"],
  ["parity errors are repeated", 0xb, 0x47, 0x03, "counted", "IOERR"],
  ["what the device finds damaged is protection's", 0xb, 0x10, 0x03, "no", "PROTECTION"],
  ["a duration limit is not repeated", 0xb, 0x2e, 0x02, "no", "DURATION_LIMIT"],
  ["other time-outs of that code are", 0xb, 0x2e, 0x00, "counted", "IOERR"],
  ["the reserved key is any I/O error", 0xc, 0x00, 0x00, "no", "IOERR"],
  ["an overflow is the target's", 0xd, 0x00, 0x00, "no", "TARGET"],
  ["a miscompare is the target's", 0xe, 0x1d, 0x00, "no", "TARGET"],
  ["completed by a duration limit", 0xf, 0x55, 0x0a, "no", "DURATION_LIMIT"],
];

describe("what the kernel does with sense data", () => {
  it.each(table)("%s", (_, key, asc, ascq, repeated, status) => {
    expect(senseHandling(codes(key, asc, ascq))).toMatchObject({ repeated, status });
  });

  it.each<readonly [string, DeviceHandler, number, number, number, Repeated, BlockStatus]>([
    ["ALUA: a transition", "alua", 0x2, 0x04, 0x0a, "timed", "IOERR"],
    ["ALUA: a transition by unit attention", "alua", 0x6, 0x04, 0x0a, "timed", "IOERR"],
    ["ALUA: changed states", "alua", 0x6, 0x2a, 0x06, "timed", "IOERR"],
    ["ALUA: standby is not its business", "alua", 0x2, 0x04, 0x0b, "no", "IOERR"],
    ["ALUA: nor is the medium", "alua", 0x3, 0x11, 0x00, "no", "MEDIUM"],
    ["RDAC: quiescence is waited for", "rdac", 0x2, 0x04, 0xa1, "timed", "IOERR"],
    ["RDAC: another controller owns the LUN", "rdac", 0x5, 0x94, 0x01, "no", "IOERR"],
    ["RDAC: becoming ready is requeued", "rdac", 0x2, 0x04, 0x01, "timed", "IOERR"],
    ["EMC: a passive path", "emc", 0x2, 0x04, 0x03, "no", "IOERR"],
    ["EMC: a copy within the array", "emc", 0x5, 0x25, 0x01, "no", "IOERR"],
    ["EMC: the first command on a path", "emc", 0x6, 0x29, 0x00, "timed", "IOERR"],
  ])("with a device handler, %s", (_, handler, key, asc, ascq, repeated, status) => {
    const handling = senseHandling(codes(key, asc, ascq), handler);
    expect(handling).toMatchObject({ repeated, status });
  });

  it("names the functions that decide, the handler's first", () => {
    expect(senseHandling(codes(6, 0x2a, 6), "alua").decidedBy).toEqual([
      "alua_check_sense",
      "scsi_io_completion_action",
    ]);
    expect(senseHandling(codes(3, 0x11, 0), "alua").decidedBy).toEqual([
      "scsi_check_sense",
      "scsi_io_completion_action",
    ]);
  });

  it.each([
    [
      "an earlier command's error is repeated, whatever it is",
      codes(3, 0x11, 0, { deferred: true }),
      "counted",
      "IOERR",
    ],
    ["a medium error with ILI counts as no medium error", codes(3, 0x11, 0, { marked: true }), "no", "IOERR"],
    [
      "a hardware error with EOM counts as none of the target",
      codes(4, 0x44, 0, { marked: true }),
      "no",
      "IOERR",
    ],
    ["a unit attention stays one with such bits", codes(6, 0x29, 0, { marked: true }), "timed", "IOERR"],
    ["and so does a recovered error", codes(1, 0x17, 0, { marked: true }), "no", "OK"],
  ] as const)("%s", (_, sense, repeated, status) => {
    expect(senseHandling(sense)).toMatchObject({ repeated, status });
  });

  it("reads those bits in the fixed format, and in a stream commands descriptor that comes first", () => {
    const marked = (hex: string) => senseCodesOf(decodeSense(fromHex(hex)).value)?.marked;
    expect(marked("70 00 23 00000000 0a 00000000 1100 00 000000")).toBe(true);
    expect(marked("70 00 03 00000000 0a 00000000 1100 00 000000")).toBe(false);
    expect(marked("72 03 1100 000000 04 0402 0020")).toBe(true);
    expect(marked("72 03 1100 000000 08 0502 0020 0402 0020")).toBe(false);
  });
});

describe("what dm-multipath takes for an error of the path", () => {
  it("is everything but what blk_path_error names", () => {
    const others = ["OK", "NOTSUPP", "NOSPC", "TARGET", "RESV_CONFLICT", "MEDIUM", "PROTECTION"];
    expect(blockStatuses.filter((status) => !isPathError(status))).toEqual(
      blockStatuses.filter((status) => others.includes(status)),
    );
    expect(blockStatuses).toHaveLength(18);
  });

  it("has an errno each", () => {
    for (const status of blockStatuses) expect(errnoOf(status)).toMatch(/^(0|E[A-Z]+)$/);
  });
});

describe("host bytes", () => {
  it.each<readonly [string, Repeated, BlockStatus, string]>([
    ["DID_NO_CONNECT", "no", "IOERR", "transport"],
    ["DID_BUS_BUSY", "no", "IOERR", "transport"],
    ["DID_TIME_OUT", "counted", "IOERR", "transport"],
    ["DID_ERROR", "counted", "IOERR", "driver"],
    ["DID_RESET", "timed", "IOERR", "driver"],
    ["DID_SOFT_ERROR", "counted", "IOERR", "driver"],
    ["DID_REQUEUE", "timed", "IOERR", "driver"],
    ["DID_TRANSPORT_DISRUPTED", "counted", "IOERR", "transport"],
    ["DID_TRANSPORT_FAILFAST", "no", "TRANSPORT", "transport"],
    ["0x14", "no", "TRANSPORT", "transport"],
    ["DID_MEDIUM_ERROR", "no", "MEDIUM", "medium"],
  ])("%s under a request that fails fast on transport errors", (name, repeated, status, origin) => {
    expect(hostByteNamed(name)).toMatchObject({ meaning: { origin }, handling: { repeated, status } });
  });

  it("that are no error, or that no kernel has, are none", () => {
    for (const name of ["DID_OK", "DID_PASSTHROUGH", "DID_NEVER", "0x00", "0x7f", "", "toString"])
      expect(hostByteNamed(name)).toBeUndefined();
    expect(hostByteOf(0x0a)).toBeUndefined();
    expect(hostByteNumbers).toHaveLength(19);
  });
});

describe("any sense data", () => {
  const anyCodes = fc.record({
    key: fc.integer({ min: 0, max: 15 }),
    asc: fc.integer({ min: 0, max: 255 }),
    ascq: fc.integer({ min: 0, max: 255 }),
    deferred: fc.boolean(),
    marked: fc.boolean(),
  });

  it("are explained, with an origin, a sentence and a next step, under every handler", () => {
    fc.assert(
      fc.property(anyCodes, fc.constantFrom(undefined, ...deviceHandlers), (sense, handler) => {
        const explained = explainSense(sense, handler);
        expect(explained.origin).toMatch(/^(driver|transport|medium|target)$/);
        expect(explained.says).toMatch(/\w{3}/);
        expect(explained.next).toMatch(/\w{3}/);
        expect(explained.decidedBy.length).toBeGreaterThan(0);
        expect(explained.verdict === "recovered").toBe(explained.status === "OK");
        expect(explained.failsPath).toBe(isPathError(explained.status ?? "OK"));
      }),
      { numRuns: 5000 },
    );
  });

  it("from any bytes decode to codes or to none, and never throw", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 64 }),
        fc.constantFrom(0x70, 0x71, 0x72, 0x73, 0xf0),
        (bytes, code) => {
          bytes[0] = code;
          const found = senseCodesOf(decodeSense(bytes).value);
          if (found !== undefined) explainSense(found);
          expect(found === undefined).toBe(bytes.length < (code < 0x72 || code > 0x73 ? 3 : 2));
        },
      ),
      { numRuns: 5000 },
    );
  });
});
