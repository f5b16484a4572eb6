import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { explainKernelError } from "../../../core/sense/explain-error.ts";
import { joinKernelLines, type KernelError } from "../../../core/sense/kernel-errors.ts";
import { kernelEvents } from "../../../core/sense/kernel-event.ts";
import { KERNEL_LINE_PATTERN, parseKernelLine } from "../../../core/sense/kernel-line.ts";

const join = (text: string) => joinKernelLines(text.split("\n").map((line) => ({ text: line })));

/** A line of the log, and what it is read as. */
const lines: readonly (readonly [string, string, object])[] = [
  [
    "a result",
    "sd 3:0:0:1: [sdb] tag#12 FAILED Result: hostbyte=DID_NO_CONNECT driverbyte=DRIVER_OK cmd_age=2s",
    { kind: "result", hostByte: "DID_NO_CONNECT", age: 2, device: { hctl: "3:0:0:1", dev: "sdb", tag: 12 } },
  ],
  [
    "a result of 6.1, in a journal",
    "Nov 26 13:28:01 host kernel: sd 3:0:0:1: [sdaa] tag#0 FAILED Result: hostbyte=0x14 driverbyte=DRIVER_OK cmd_age=0s",
    { kind: "result", hostByte: "0x14", device: { dev: "sdaa" } },
  ],
  [
    "a result of 4.19, without an age",
    "[ 12.345678] sd 3:0:0:1: [sdb] FAILED Result: hostbyte=DID_OK driverbyte=DRIVER_SENSE",
    { kind: "result", hostByte: "DID_OK", device: { hctl: "3:0:0:1", dev: "sdb" } },
  ],
  [
    "a sense key",
    "sd 3:0:0:1: [sdb] tag#12 Sense Key : Medium Error [current] ",
    { kind: "sense-key", key: 3, deferred: false },
  ],
  [
    "a deferred one in descriptor format",
    "sd 3:0:0:1: [sdb] tag#12 Sense Key : Vendor Specific(9) [deferred] [descriptor] ",
    { kind: "sense-key", key: 9, deferred: true },
  ],
  ["a key without a name", "sd 3:0:0:1: [sdb] Sense Key : 0xc [current] ", { kind: "sense-key", key: 12 }],
  [
    "an additional sense code",
    "sd 3:0:0:1: [sdb] tag#12 Add. Sense: Unrecovered read error",
    { kind: "additional-sense", asc: 0x11, ascq: 0 },
  ],
  [
    "one that carries a number",
    "sd 3:0:0:1: [sdb] tag#12 Add. Sense: Tagged overlapped commands(task tag 1f)",
    { kind: "additional-sense", asc: 0x4d, ascq: 0x1f },
  ],
  [
    "one of the vendor's",
    "sd 3:0:0:1: [sdb] tag#12 <<vendor>>ASC=0x94 ASCQ=0x1 ",
    { kind: "additional-sense", asc: 0x94, ascq: 1 },
  ],
  [
    "one whose qualifier is the vendor's",
    "sd 3:0:0:1: [sdb] tag#12 ASC=0x4 <<vendor>>ASCQ=0x81 ",
    { kind: "additional-sense", asc: 4, ascq: 0x81 },
  ],
  [
    "a command",
    "sd 3:0:0:1: [sdb] tag#12 CDB: Write(10) 2a 00 00 00 12 34 00 00 08 00",
    { kind: "command", cdb: Uint8Array.of(0x2a, 0, 0, 0, 0x12, 0x34, 0, 0, 8, 0) },
  ],
  [
    "an end",
    "critical medium error, dev sdb, sector 4660 op 0x0:(READ) flags 0x4000 phys_seg 1 prio class 2",
    { kind: "ended", status: "MEDIUM", sector: 4660n, device: { dev: "sdb" } },
  ],
  [
    "an end of 5.10",
    "[ 9.1] blk_update_request: I/O error, dev sdb, sector 0 op 0x1:(WRITE) flags 0x0 phys_seg 1 prio class 0",
    { kind: "ended", status: "IOERR", sector: 0n },
  ],
  [
    "an end of 4.19",
    "print_req_error: critical target error, dev sdb, sector 8",
    { kind: "ended", status: "TARGET" },
  ],
  ["a reservation of 6.1", "critical nexus error, dev sdb, sector 8", { status: "RESV_CONFLICT" }],
  ["a reservation of 6.12", "reservation conflict error, dev sdb, sector 8", { status: "RESV_CONFLICT" }],
  ["a pool", "critical space allocation error, dev sdb, sector 8", { status: "NOSPC" }],
  ["a transport", "x recoverable transport error, dev sdb, sector 8", { status: "TRANSPORT" }],
  [
    "a refusal to an offline disk",
    "sd 3:0:0:1: rejecting I/O to offline device",
    { kind: "event", device: { hctl: "3:0:0:1" } },
  ],
  ["a unit attention", "sd 3:0:0:1: Asymmetric access state changed", { kind: "event" }],
  [
    "an FC port that is away",
    " rport-2:0-1: blocked FC remote port time out: removing rport",
    { kind: "event" },
  ],
  [
    "a path that fails",
    "device-mapper: multipath: 254:3: Failing path 8:16.",
    { kind: "path-failed", devt: "8:16" },
  ],
  [
    "a path of 5.10 that is taken back",
    "device-mapper: multipath: Reinstating path 8:16.",
    { kind: "path-reinstated", devt: "8:16" },
  ],
  ["a disk that gets its name", "sd 3:0:0:1: [sdb] Attached SCSI disk", { kind: "attached" }],
];

describe("a line of the kernel's log", () => {
  it.each(lines)("is read: %s", (_, text, fields) => {
    expect(parseKernelLine(text)).toMatchObject(fields);
  });

  it.each(lines)("is found by the pattern that the journal is asked for: %s", (_, text) => {
    expect(text).toMatch(new RegExp(KERNEL_LINE_PATTERN));
  });

  it.each([
    "",
    "EXT4-fs (dm-3): mounted filesystem",
    "sd 3:0:0:1: [sdb] 4096 512-byte logical blocks",
    "Buffer I/O error on dev dm-3, logical block 0, async page read",
    "strange error, dev sdb, sector 8",
    "sd 3:0:0:1: [sdb] tag#12 Sense Key : Nonsense [current] ",
    "sd 3:0:0:1: [sdb] tag#12 Add. Sense: what nobody says",
    "sd 3:0:0:1: [sdb] tag#12 CDB: Write(10) 2a",
  ])("says nothing of an error: %s", (text) => {
    expect(parseKernelLine(text)).toBeUndefined();
  });

  it("may be anything: it is read or not, and what is read is explained", () => {
    const words = lines.flatMap(([, text]) => text.split(/(?<= )/));
    const anyLine = fc.oneof(
      fc.string({ unit: "binary", maxLength: 80 }),
      fc.array(fc.constantFrom(...words), { maxLength: 14 }).map((each) => each.join("")),
    );
    fc.assert(
      fc.property(fc.array(anyLine, { maxLength: 8 }), (texts) => {
        const { errors, paths, attached, others } = joinKernelLines(texts.map((text) => ({ text })));
        expect(errors.length + paths.length + attached.length + others).toBeLessThanOrEqual(texts.length);
        for (const error of errors) expect(explainKernelError(error).says).toMatch(/\w{3}/);
      }),
      { numRuns: 3000 },
    );
  });
});

describe("the lines of a failed command", () => {
  const medium = `sd 2:0:0:0: [sdb] tag#7 FAILED Result: hostbyte=DID_OK driverbyte=DRIVER_OK cmd_age=0s
sd 2:0:0:0: [sdb] tag#7 Sense Key : Medium Error [current]
sd 2:0:0:0: [sdb] tag#7 Add. Sense: Unrecovered read error
sd 2:0:0:0: [sdb] tag#7 CDB: Read(10) 28 00 00 00 12 34 00 00 01 00
critical medium error, dev sdb, sector 4660 op 0x0:(READ) flags 0x4000 phys_seg 1 prio class 2`;
  const link = `sd 3:0:0:0: [sdc] tag#7 FAILED Result: hostbyte=DID_NO_CONNECT driverbyte=DRIVER_OK cmd_age=0s
sd 3:0:0:0: [sdc] tag#7 CDB: Read(10) 28 00 00 00 00 00 00 00 01 00
I/O error, dev sdc, sector 0 op 0x0:(READ) flags 0x4000 phys_seg 1 prio class 2`;

  it("are one error", () => {
    const { errors, others } = join(medium);
    expect(others).toBe(0);
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatchObject({
      hostByte: "DID_OK",
      key: 3,
      asc: 0x11,
      status: "MEDIUM",
      sector: 4660n,
    });
    expect(explainKernelError(errors[0] as KernelError)).toMatchObject({
      verdict: "fatal",
      origin: "medium",
      failsPath: false,
    });
  });

  it("are told apart from those of another disk that stand between them", () => {
    const [one, other] = [medium.split("\n"), link.split("\n")];
    const mixed = one.flatMap((line, index) => [line, ...other.slice(index, index + 1)]).join("\n");
    const { errors } = join(mixed);
    expect(errors.map(({ device, status, hostByte }) => [device.dev, hostByte, status])).toEqual([
      ["sdb", "DID_OK", "MEDIUM"],
      ["sdc", "DID_NO_CONNECT", "IOERR"],
    ]);
  });

  it("are not joined with an end that contradicts them, nor with one of a later second", () => {
    const result = link.split("\n")[0] ?? "";
    expect(join(`${result}\ncritical medium error, dev sdc, sector 8`).errors).toHaveLength(2);
    const late = [
      { text: result, time: 1000 },
      { text: link.split("\n")[2] ?? "", time: 2001 },
    ];
    expect(joinKernelLines(late).errors).toHaveLength(2);
  });

  it("begin anew with each result, also of the same tag", () => {
    expect(join(`${medium}\n${medium}\n${link}`).errors).toHaveLength(3);
  });

  it.each([
    [
      "no line but the end",
      "I/O error, dev sdb, sector 0 op 0x0:(READ)",
      { verdict: "fatal", failsPath: true },
    ],
    [
      "an end without a cause",
      "critical target error, dev sdb, sector 0",
      { origin: "target", failsPath: false },
    ],
    [
      "a sense key alone",
      "sd 2:0:0:0: [sdb] tag#7 Sense Key : Hardware Error [current]",
      { failsPath: false },
    ],
    [
      "a result alone",
      "sd 2:0:0:0: [sdb] tag#7 FAILED Result: hostbyte=DID_ERROR driverbyte=DRIVER_OK",
      { origin: "driver" },
    ],
    [
      "an unknown host byte",
      "sd 2:0:0:0: [sdb] FAILED Result: hostbyte=0x7f driverbyte=DRIVER_OK",
      { failsPath: true },
    ],
    ["a reservation conflict", "sd 2:0:0:0: reservation conflict", { origin: "target", failsPath: false }],
  ])("may be few: %s", (_, text, fields) => {
    const { errors } = join(text);
    expect(errors).toHaveLength(1);
    expect(explainKernelError(errors[0] as KernelError)).toMatchObject(fields);
  });

  it("end as the log says, whatever this release knows of kernels", () => {
    const { errors } = join(medium.replace("critical medium", "I/O"));
    expect(explainKernelError(errors[0] as KernelError)).toMatchObject({ status: "IOERR", failsPath: true });
  });

  it.each(kernelEvents.map(({ phrase }) => phrase))("have words of the kernel's own: %s", (phrase) => {
    const { errors } = join(`sd 2:0:0:0: ${phrase}`);
    expect(errors[0]?.event?.phrase).toBe(phrase);
    expect(explainKernelError(errors[0] as KernelError).says).toMatch(/\w{3}/);
  });
});
