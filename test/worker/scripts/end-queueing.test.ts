import { afterEach, describe, expect, it } from "vitest";
import { FakeRoot, shells } from "./fake-root.ts";

let root = new FakeRoot();
afterEach(() => root.remove());

const map = (dm: string, name: string, uuid = "mpath-3600a") => ({
  [`sys/block/${dm}/dm/uuid`]: `${uuid}\n`,
  [`sys/block/${dm}/dm/name`]: `${name}\n`,
  [`sys/block/${dm}/slaves/sda/diskseq`]: "17\n",
});
const STATUS = {
  used: "0 2048 multipath 2 0 0 0 1 1 A 0 1 2 8:0 A 0 0 1",
  failed: "0 2048 multipath 2 0 0 0 1 1 E 0 1 2 8:0 F 1 0 1",
};
const END = "dmsetup message --uuid mpath-3600a 0 fail_if_no_path";

describe.each(shells.map((shell) => [shell.join(" "), shell] as const))("end-queueing in %s", (_, shell) => {
  /** What is sent to the maps when the machine is in a state and `dmsetup status` ends so. */
  function sent(argv: readonly string[], status: string, files = {}, state = "stopping") {
    root = new FakeRoot({ ...map("dm-0", "data"), ...map("dm-1", "other", "LVM-x"), ...files });
    root.fake("systemctl", `echo ${state}`);
    root.fake("dmsetup", `case $1 in status) ${status} ;; esac`);
    const { calls } = root.run(shell, "end-queueing.sh", argv);
    return calls.filter((call) => call.includes(" message "));
  }

  it.each<[string, readonly string[], string, Readonly<Record<string, string>>, string, readonly string[]]>([
    ["of every map at the end", [], `echo '${STATUS.used}'`, {}, "stopping", [END]],
    ["of no map while the machine runs", [], `echo '${STATUS.used}'`, {}, "running", []],
    [
      "of one without a path at the beginning",
      ["--pathless"],
      `echo '${STATUS.failed}'`,
      {},
      "stopping",
      [END],
    ],
    ["not of one with a path", ["--pathless"], `echo '${STATUS.used}'`, {}, "stopping", []],
    ["not of one of which nothing is known", ["--pathless"], "exit 1", {}, "stopping", []],
    [
      "not of one whose path is just being identified",
      ["--pathless"],
      `echo '${STATUS.failed}'`,
      { "run/pathplug/suspect/17.test": "x" },
      "stopping",
      [],
    ],
  ])("ends the queueing %s", (_what, argv, status, files, state, expected) => {
    expect(sent(argv, status, files, state)).toEqual(expected);
  });
});
