import { describe, expect, it } from "vitest";
import { joinKernelLines } from "../../../core/sense/kernel-errors.ts";
import { pathErrorOf } from "../../../core/sense/path-error.ts";

const path = { dev: "sdb", devt: "8:16", hctl: "2:0:0:1", failed: true } as const;
const asked = (failed: boolean, ...texts: readonly string[]) =>
  pathErrorOf(joinKernelLines(texts.map((text, index) => ({ text, time: index * 1000 }))), {
    ...path,
    failed,
  });

const gone = "sd 2:0:0:1: [sdb] tag#1 FAILED Result: hostbyte=DID_NO_CONNECT driverbyte=DRIVER_OK cmd_age=0s";
const medium = "critical medium error, dev sdb, sector 8 op 0x0:(READ)";
const attention = "sd 2:0:0:1: Power-on or device reset occurred";
const rejected = "sd 2:0:0:1: rejecting I/O to offline device";
const attached = "sd 2:0:0:1: [sdb] Attached SCSI disk";
const failing = "device-mapper: multipath: 254:0: Failing path 8:16.";
const back = "device-mapper: multipath: 254:0: Reinstating path 8:16.";
const others = gone.replaceAll("sdb", "sdc").replaceAll("2:0:0:1", "2:0:0:2");

describe("the last error of a path", () => {
  it.each<readonly [string, boolean, readonly string[], object | undefined]>([
    ["is none where the log has none", true, [], undefined],
    ["is none where only other disks have some", true, [others], undefined],
    ["is the one that is there", true, [gone], { hostByte: "DID_NO_CONNECT" }],
    ["is found by the address where the line has no name", true, [rejected], { device: { hctl: "2:0:0:1" } }],
    [
      "is the cause, not what followed from it",
      true,
      [gone, rejected, rejected],
      { hostByte: "DID_NO_CONNECT" },
    ],
    [
      "is what followed where the cause is not there",
      true,
      [medium, rejected],
      { device: { hctl: "2:0:0:1" } },
    ],
    ["of a failed path is one that can fail it", true, [gone, medium], { hostByte: "DID_NO_CONNECT" }],
    [
      "of a path that works may be one that fails none",
      false,
      [gone, medium],
      { hostByte: "DID_NO_CONNECT" },
    ],
    ["of a path that works is no unit attention", false, [attention], undefined],
    ["of an earlier disk of that name is not its own", true, [gone, attached], undefined],
    ["since it has its name is its own", true, [attached, gone], { hostByte: "DID_NO_CONNECT" }],
  ])("%s", (_, failed, texts, error) => {
    const found = asked(failed, ...texts);
    if (error === undefined) expect(found).toBeUndefined();
    else expect(found?.error).toMatchObject(error);
  });

  it("of a path that works is the end of a request where no cause is told", () => {
    expect(asked(false, medium)?.explained).toMatchObject({ origin: "medium", failsPath: false });
  });

  it("comes with the times at which the path failed and was taken back", () => {
    expect(asked(true, gone, failing)).toMatchObject({ failedAt: 1000 });
    expect(asked(true, gone, failing)?.reinstatedAt).toBeUndefined();
    expect(asked(false, gone, failing, back)).toMatchObject({ failedAt: 1000, reinstatedAt: 2000 });
    expect(asked(true, gone, failing, back, failing)).toMatchObject({ failedAt: 3000 });
    expect(asked(true, gone, failing, back, failing)?.reinstatedAt).toBeUndefined();
  });

  it("is explained by the handler that is attached", () => {
    const lines = [
      "sd 2:0:0:1: [sdb] tag#1 Sense Key : Not Ready [current]",
      "sd 2:0:0:1: [sdb] tag#1 Add. Sense: Logical unit not ready, manual intervention required",
    ].map((text) => ({ text }));
    const found = pathErrorOf(joinKernelLines(lines), { ...path, handler: "emc" });
    expect(found?.explained.decidedBy[0]).toBe("clariion_check_sense");
  });
});
