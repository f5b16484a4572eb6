import { afterEach, describe, expect, it } from "vitest";
import { FakeRoot, shells } from "./fake-root.ts";

let root = new FakeRoot();
afterEach(() => root.remove());

const DEVICE = "sys/class/scsi_device/1:0:0:0/device/block/sdb";
const files = (uuid: string) => ({
  [`${DEVICE}/dev`]: "8:16\n",
  [`${DEVICE}/diskseq`]: "17\n",
  [`${DEVICE}/holders/dm-3/dm/uuid`]: `${uuid}\n`,
  [`${DEVICE}/holders/dm-3/dm/name`]: "data\n",
  "run/pathplug/recheck/.keep": "",
});

describe.each(shells.map((shell) => [shell.join(" "), shell] as const))("suspect in %s", (_, shell) => {
  it("marks the disk and asks for a recheck first, then has its map queue and use it no more", () => {
    root = new FakeRoot(files("mpath-3600a"));
    root.fake(
      "dmsetup",
      'cd "$PATHPLUG_ROOT/run/pathplug" && ls suspect recheck | tr "\\n" " " >>"$PATHPLUG_ROOT/calls"',
    );
    const { status, stderr, calls } = root.run(shell, "suspect.sh", ["1:0:0:0", "INQUIRY_DATA_HAS_CHANGED"]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(calls).toEqual([
      "dmsetup message --uuid mpath-3600a 0 queue_if_no_path",
      "recheck: dm-3  suspect: 17 dmsetup message --uuid mpath-3600a 0 fail_path 8:16",
      "recheck: dm-3  suspect: 17 ",
    ]);
    expect(root.read("run/pathplug/suspect/17")).toBe("INQUIRY_DATA_HAS_CHANGED\n");
    expect(root.read("run/pathplug/recheck/dm-3")).toBe("");
  });

  it("marks a disk that the worker looks at and no map has: the worker goes by what the kernel has read before", () => {
    root = new FakeRoot({
      [`${DEVICE}/dev`]: "8:16\n",
      [`${DEVICE}/diskseq`]: "17\n",
      "run/udev/data/b8:16": "I:1\nE:PATHPLUG_PATH=1\nV:1\n",
      "run/pathplug/recheck/.keep": "",
    });
    const { stderr, calls } = root.run(shell, "suspect.sh", ["1:0:0:0", "INQUIRY_DATA_HAS_CHANGED"]);
    expect({ stderr, calls }).toEqual({ stderr: "", calls: [] });
    expect(root.read("run/pathplug/suspect/17")).toBe("INQUIRY_DATA_HAS_CHANGED\n");
    expect(root.read("run/pathplug/recheck/sdb")).toBe("");
  });

  it.each([
    ["what holds it is no multipath map", files("LVM-x"), "1:0:0:0"],
    ["nothing holds it", { [`${DEVICE}/dev`]: "8:16\n", [`${DEVICE}/diskseq`]: "17\n" }, "1:0:0:0"],
    ["it is gone", files("mpath-3600a"), "2:0:0:0"],
  ])("does nothing where %s", (_why, tree, place) => {
    root = new FakeRoot(tree);
    const { stderr, calls } = root.run(shell, "suspect.sh", [place, "INQUIRY_DATA_HAS_CHANGED"]);
    expect({ stderr, calls }).toEqual({ stderr: "", calls: [] });
    expect(root.read("run/pathplug/suspect/17")).toBeUndefined();
  });
});
