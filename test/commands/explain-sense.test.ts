import { describe, expect, it } from "vitest";
import { pathplug } from "./run.ts";

const log = `[  12.1] sd 2:0:0:1: [sdb] tag#3 FAILED Result: hostbyte=DID_TRANSPORT_FAILFAST driverbyte=DRIVER_OK cmd_age=5s
[  12.1] sd 2:0:0:1: [sdb] tag#3 CDB: Write(10) 2a 00 00 00 12 34 00 00 08 00
[  12.1] recoverable transport error, dev sdb, sector 4660 op 0x1:(WRITE) flags 0x4200 phys_seg 1 prio class 2
[  12.2] device-mapper: multipath: 254:3: Failing path 8:16.
[  13.0] EXT4-fs (dm-7): mounted filesystem
`;

describe("pathplug explain sense -", () => {
  it("explains the log's errors and says how many lines tell of none", async () => {
    const { status, stdout, stderr } = await pathplug(["explain", "sense", "-"], log);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^DID_TRANSPORT_FAILFAST\n/);
    expect(stdout).toContain("verdict     fatal, transport");
    expect(stdout).toContain("logged as   BLK_STS_TRANSPORT, sector 4660");
    expect(stderr).toBe("pathplug: 1 line says nothing of an error\n");
  });

  it("explains hex and log lines of one input, and tells which hex is no sense data", async () => {
    const { stdout, stderr } = await pathplug(
      ["explain", "sense", "-", "--json"],
      `72 04 44 00 00 00 00 00\n${log}\n`,
    );
    const { errors, otherLines } = JSON.parse(stdout) as { errors: { status: string }[]; otherLines: number };
    expect(errors.map((each) => each.status)).toEqual(["TARGET", "TRANSPORT"]);
    expect([otherLines, stderr]).toEqual([1, ""]);
  });

  it.each([
    ["nothing", ""],
    ["hex that is no sense data", "00 11 22\n"],
  ])("has nothing to explain: %s", async (_, input) => {
    const { status, stderr } = await pathplug(["explain", "sense", "-"], input);
    expect([status, stderr]).toEqual([65, expect.stringContaining("sense-unreadable")]);
  });

  it("takes a log without errors for good news", async () => {
    const { status, stdout, stderr } = await pathplug(["explain", "sense", "-"], "a line\nanother\n");
    expect([status, stdout, stderr]).toEqual([0, "", "pathplug: 2 lines say nothing of an error\n"]);
  });

  it("puts no control character of the log on the terminal", async () => {
    const { stdout } = await pathplug(
      ["explain", "sense", "-"],
      "sd 2:0:0:1: [sdb] FAILED Result: hostbyte=DID_\u001b[31m driverbyte=DRIVER_OK\nsd 2:0:0:1: [sdb] \u001b[31m rejecting I/O to offline device",
    );
    expect(stdout).not.toContain("\u001b");
  });
});
