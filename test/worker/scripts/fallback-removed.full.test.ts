import { afterEach, describe, expect, it } from "vitest";
import { FakeRoot, shells } from "./fake-root.ts";
import { createsOf, entry, NAA, plugInto, rootWithLun, WWID, whole } from "./known-lun.ts";

let root = new FakeRoot();
afterEach(() => root.remove());

const MADE = `run/pathplug/made/${WWID}`;
const REMOVED = `run/pathplug/removed/${WWID}`;
const onlySdb = whole.replace("alua 2 1 service-time 0 1 1 8:0 1", "alua 1 1");

describe.each(shells.map((shell) => [shell.join(" "), shell] as const))(
  "fallback in %s, of a map that somebody has removed",
  (_, shell) => {
    it.each([MADE, REMOVED])("makes none over the disks that it stood over (%s)", (file) => {
      root = rootWithLun({ [file]: "0 16" });
      expect(createsOf(root, shell)).toEqual([]);
      expect(root.read(file)).toBe("0 16");
    });

    it("makes it of a disk that is new, and has the old ones identified before they are in it again", () => {
      root = rootWithLun({
        [MADE]: "0 99",
        [REMOVED]: "0 99",
        "run/pathplug/suspect/99": "",
        "run/pathplug/recheck/dm-9": "",
      });
      expect(createsOf(root, shell)).toEqual([onlySdb]);
      expect(root.list("run/pathplug/suspect")).toEqual(["0", "99"]);
      expect(root.list("run/pathplug/recheck")).toEqual(["dm-9", "removed"]);
      expect([root.read(REMOVED), root.read(MADE)]).toEqual([undefined, "16"]);
    });

    it("makes it where all its disks were plugged in again", () => {
      root = rootWithLun({ [MADE]: "97 98" });
      expect(createsOf(root, shell)).toEqual([whole]);
    });

    it("makes none again that it has made itself", () => {
      root = rootWithLun({ "run/pathplug/made/other": "1" });
      expect(createsOf(root, shell)).toEqual([whole]);
      expect(root.read(MADE)).toBe("0 16");
      expect(createsOf(root, shell)).toEqual([]);
    });
  },
);

describe.each(shells.map((shell) => [shell.join(" "), shell] as const))(
  "fallback in %s, of what the registry says in two places",
  (_, shell) => {
    const [etc, run] = [`etc/pathplug/luns.d/naa.${NAA}`, `run/pathplug/luns.d/naa.${NAA}`];

    it("goes by what /run keeps, which is newer", () => {
      root = rootWithLun({ [etc]: entry({ ALIAS: "old" }), [run]: entry({ ALIAS: "new" }) });
      expect(createsOf(root, shell)).toEqual([whole.replace(`create ${WWID}`, "create new")]);
    });

    it.each([etc, run])("goes by the other one where a power failure has emptied %s", (empty) => {
      root = rootWithLun({ [etc]: entry(), [run]: entry(), [empty]: "" });
      expect(createsOf(root, shell)).toEqual([whole]);
    });
  },
);

describe.each(shells.map((shell) => [shell.join(" "), shell] as const))(
  "fallback in %s, of whose the host is",
  (_, shell) => {
    const OTHER = "naa.600a0980000000000000000000000002";
    /** A LUN that has a map, which has no path yet. */
    const mapOfOther = {
      [`etc/pathplug/luns.d/${OTHER}`]: entry({ WWID: "3600a0980000000000000000000000002" }),
      "sys/block/dm-0/dm/uuid": "mpath-3600a0980000000000000000000000002\n",
    };
    const running = { "run/multipathd.pid": "4711\n", "proc/4711/status": "Name:\tmultipathd\n" };

    it.each<[string, Readonly<Record<string, string>>]>([
      ["multipathd has been started", running],
      [
        "multipathd of another release has been started",
        { "run/multipathd/multipathd.pid": "4711", "proc/4711/status": "" },
      ],
      ["it is multipathd's now", { "etc/pathplug/owner": "PATHPLUG_OWNER=multipathd\n" }],
      ["it is nobody's now", { "etc/pathplug/owner": "# pathplug\n" }],
      ["its mode is none", { "etc/pathplug/owner": "pathplug mine\n" }],
    ])(
      "makes nothing, disarms it, and gives back what was claimed and is in no map, where %s",
      (_why, files) => {
        root = rootWithLun({ ...files, ...mapOfOther });
        plugInto(root, { dev: "sdc", devt: "8:32", id: "naa.6000" });
        plugInto(root, { dev: "sdd", devt: "8:48", id: "naa.7000", udev: ["DM_MULTIPATH_DEVICE_PATH=1"] });
        plugInto(root, { dev: "sde", devt: "8:64", id: OTHER });
        root.fake(
          "udevadm",
          'test ! -e "$PATHPLUG_ROOT/run/pathplug/armed" || echo ARMED >>"$PATHPLUG_ROOT/calls"',
        );
        const { status, calls, said } = root.run(shell, "fallback.sh");
        expect(status).toBe(0);
        const devs = ["sda", "sdb", "sdc"];
        expect(calls).toEqual([
          ...devs.map((dev) => `udevadm trigger --action=change /sys/block/${dev}`),
          ...devs.map((dev) => `partx --add /dev/${dev}`),
        ]);
        expect(said).toEqual([
          expect.stringMatching(/^4 stands-back fallback: .*: nothing is made, and the host is disarmed$/),
          "3 given-back the host is disarmed, and these disks, which have no map, are given back: sda sdb sdc DEV=sda DEV=sdb DEV=sdc",
        ]);
        expect(root.read("run/pathplug/armed")).toBeUndefined();
        expect(root.read("run/pathplug/disarmed-by-failure")).toBeUndefined();
      },
    );

    it.each<[string, Readonly<Record<string, string>>]>([
      ["in words", { "etc/pathplug/owner": " # ours\n  pathplug   greedy" }],
      ["in quotes", { "etc/pathplug/owner": 'PATHPLUG_OWNER="pathplug"\nPATHPLUG_MODE="off"\n' }],
      ["while multipathd has ended", { "run/multipathd.pid": "4711\n" }],
    ])("works where it is pathplug's, %s", (_how, files) => {
      root = rootWithLun(files);
      expect(createsOf(root, shell)).toEqual([whole]);
    });
  },
);
