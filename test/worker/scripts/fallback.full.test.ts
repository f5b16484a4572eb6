import { spawn } from "node:child_process";
import { afterEach, describe, expect, it } from "vitest";
import { FakeRoot, shells } from "./fake-root.ts";
import { createsOf, type Disk, entry, NAA, plugInto, rootWithLun, TABLE, WWID, whole } from "./known-lun.ts";

let root = new FakeRoot();
afterEach(() => root.remove());

const plug = (disk: Disk): void => plugInto(root, disk);

function prepare(files: Readonly<Record<string, string>> = {}): void {
  root = rootWithLun(files);
}

function made(shell: readonly string[], ...argv: string[]): readonly string[] {
  return createsOf(root, shell, argv);
}

describe.each(shells.map((shell) => [shell.join(" "), shell] as const))("fallback in %s", (_, shell) => {
  it("makes the map of a known LUN: stored features and handler, a group for each path that is there", () => {
    prepare();
    const { status, calls, said } = root.run(shell, "fallback.sh");
    expect(status).toBe(0);
    expect(calls.filter((call) => !call.startsWith("sleep"))).toEqual([
      "dmsetup udevcreatecookie",
      whole,
      "dmsetup udevreleasecookie 0x0D4D1234",
    ]);
    expect(said).toEqual([
      `3 fallback ${WWID} was made of 2 paths from its stored table, without any policy: the worker cannot work WWID=${WWID} MAP=${WWID}`,
    ]);
    expect(root.read(`run/pathplug/maps/mpath-${WWID}`)).toBe(
      `DM_TYPE=scsi\nDM_SERIAL=${WWID}\nDM_WWN=0x${NAA}\n`,
    );
    expect(root.list("run/pathplug/cookies")).toEqual([]);
    expect(root.read("run/pathplug/armed")).toBeDefined();
  });

  it("leaves nothing of its own behind in /run/pathplug", () => {
    prepare();
    root.run(shell, "fallback.sh");
    expect(root.list("run/pathplug").filter((name) => name.startsWith("fallback"))).toEqual([]);
  });

  it("leaves a cookie that a killed worker has announced to the next one", () => {
    prepare({ "run/pathplug/cookies/coming": "1000\n" });
    expect(made(shell)).toEqual([whole]);
    expect(root.read("run/pathplug/cookies/coming")).toBe("1000\n");
  });

  it("names it by its alias", () => {
    prepare({ [`etc/pathplug/luns.d/naa.${NAA}`]: entry({ ALIAS: "data" }) });
    expect(made(shell)).toEqual([whole.replace(`create ${WWID}`, "create data")]);
  });

  it("makes no map that was removed while its disks stayed", () => {
    prepare({ [`run/pathplug/removed/${WWID}`]: "0 16" });
    expect(made(shell)).toEqual([]);
  });

  it("makes it read-only where a path is", () => {
    prepare();
    plug({ dev: "sdb", devt: "8:16", ro: "1" });
    expect(made(shell)).toEqual([whole.replace(" --udevcookie", " --readonly --udevcookie")]);
  });

  it("knows what was registered while /etc was read-only, and a LUN by several ids", () => {
    prepare();
    root.put("run/pathplug/luns.d/eui.0001", entry());
    plug({ dev: "sdc", devt: "8:32", id: "eui.0001" });
    expect(made(shell)).toEqual([`${whole.replace("alua 2 1", "alua 3 1")} service-time 0 1 1 8:32 1`]);
  });

  it.each([
    ["live", "N1", true],
    ["connecting", "N1", false],
    ["live", "N2", false],
  ])("NVMe whose controller is %s with serial number %s: %s", (state, serial, isMade) => {
    const wwid = "uuid.0ab5b9f0-1c43-4ae4-9a7b-0fbd1ab2a001";
    const table = "0 2048 multipath 2 queue_mode bio 0 1 1 service-time 0 1 2 259:1 1 1";
    prepare({ [`etc/pathplug/luns.d/${wwid}`]: entry({ WWID: wwid, SERIAL: "N1", TABLE: table }) });
    plug({ dev: "nvme1n1", devt: "259:1", id: wwid, state });
    root.put("sys/block/nvme1n1/wwid", `${wwid}\n`);
    root.put("sys/block/nvme1n1/device/serial", `${serial}\n`);
    const nvme = `dmsetup create ${wwid} --uuid mpath-${wwid} --udevcookie 0x0D4D1234 --table 0 2048 multipath 2 queue_mode bio 0 1 1 service-time 0 1 1 259:1 1`;
    expect(made(shell)).toEqual(isMade ? [whole, nvme] : [whole]);
  });

  it("knows an id that ends in blanks, as udev does", () => {
    prepare({ "etc/pathplug/luns.d/t10.ATA     DISK_1": entry() });
    for (const [dev, devt] of [
      ["sda", "8:0"],
      ["sdb", "8:16"],
    ] as const)
      plug({ dev, devt, id: "t10.ATA     DISK_1   " });
    expect(made(shell)).toEqual([whole]);
  });

  it("makes the maps of several LUNs, each of its own paths", () => {
    const other = "600a0980000000000000000000000002";
    prepare({ [`etc/pathplug/luns.d/naa.${other}`]: entry({ WWID: `3${other}`, SERIAL: "S2" }) });
    plug({ dev: "sdc", devt: "8:32", id: `naa.${other}`, serial: "S2" });
    const { calls, said } = root.run(shell, "fallback.sh");
    // None was taken away as if another disk had come in the place of its own.
    expect(said.map((line) => line.replace(/.* was made .*/, "made"))).toEqual(["made", "made"]);
    expect(calls.filter((call) => call.includes("remove"))).toEqual([]);
    expect(calls.filter((call) => call.startsWith("dmsetup create")).sort()).toEqual([
      whole,
      `dmsetup create 3${other} --uuid mpath-3${other} --udevcookie 0x0D4D1234 --table 0 2048 multipath 3 queue_if_no_path pg_init_retries 50 1 alua 1 1 service-time 0 1 1 8:32 1`,
    ]);
  });

  it("takes a map away again that another disk got into while it was made", () => {
    prepare();
    root.fake("dmsetup", 'case $1 in create) echo 99 >"$PATHPLUG_ROOT/sys/block/sdb/diskseq" ;; esac');
    const { calls, said } = root.run(shell, "fallback.sh");
    expect(calls).toContain(`dmsetup remove ${WWID}`);
    expect(said).toEqual([`4 failed no map for ${WWID} from its stored table WWID=${WWID}`]);
  });

  it("makes no map of a disk that tells while others are asked that it may be another LUN", () => {
    prepare();
    root.fake(
      "dmsetup",
      'case $1 in udevcreatecookie) echo UA >"$PATHPLUG_ROOT/run/pathplug/suspect/16"; echo 0x0D4D1234 ;; esac',
    );
    expect(made(shell)).toEqual([]);
  });

  it("has a map use a disk no more that tells so while it is made", () => {
    prepare();
    root.fake("dmsetup", 'case $1 in create) echo UA >"$PATHPLUG_ROOT/run/pathplug/suspect/16" ;; esac');
    const { calls } = root.run(shell, "fallback.sh");
    expect(calls.filter((call) => call.startsWith("dmsetup message"))).toEqual([
      `dmsetup message --uuid mpath-${WWID} 0 queue_if_no_path`,
      `dmsetup message --uuid mpath-${WWID} 0 fail_path 8:16`,
    ]);
  });

  it("makes no map on a host that is left disarmed: what is claimed still is being given back", () => {
    prepare({ "run/pathplug/disarmed-by-failure": "" });
    root.drop("run/pathplug/armed");
    expect(made(shell)).toEqual([]);
  });

  it("gives up waiting for a dmsetup that does not come back", () => {
    prepare();
    root.fake(
      "dmsetup",
      "case $1 in create) exec /bin/sleep 20 ;; udevcreatecookie) echo 0x0D4D1234 ;; esac",
    );
    const { status, calls } = root.run(shell, "fallback.sh");
    expect(status).toBe(0);
    expect(calls.filter((call) => call === "sleep 1")).toHaveLength(20);
    expect(calls.at(-1)).toBe("dmsetup udevreleasecookie 0x0D4D1234");
  });
});

// In one shell: what they compare is the same in each.
describe("fallback, of what it finds", () => {
  const shell = shells[0] ?? [];

  it.each<[string, Partial<Disk>]>([
    ["is not claimed", { udev: [`PATHPLUG_ID=naa.${NAA}`] }],
    ["udev has not looked at", { udev: undefined }],
    [
      "was claimed as another disk that had its number",
      { udev: ["DM_MULTIPATH_DEVICE_PATH=1", "PATHPLUG_ID=naa.6"] },
    ],
    ["has another size", { size: "4096" }],
    ["has another serial number", { serial: "S2" }],
    ["is offline", { state: "offline" }],
  ])("leaves out a disk that %s", (_, more) => {
    prepare();
    plug({ dev: "sda", devt: "8:0", ...more });
    expect(made(shell)).toEqual([whole.replace("alua 2 1 service-time 0 1 1 8:0 1", "alua 1 1")]);
  });

  it.each(["0", "0.test"])("leaves out a disk that may be another LUN (suspect/%s)", (mark) => {
    prepare({
      [`run/pathplug/suspect/${mark}`]: "REPORTED_LUNS_DATA_HAS_CHANGED\n",
    });
    expect(made(shell)).toEqual([whole.replace("alua 2 1 service-time 0 1 1 8:0 1", "alua 1 1")]);
  });

  it.each<[string, Readonly<Record<string, string>>]>([
    [
      "a path of it is mounted",
      { "proc/self/mountinfo": "30 1 8:16 / /mnt rw shared:1 - ext4 /dev/sdb rw\n" },
    ],
    [
      "a path of it is mounted where the unit's sandbox sees nothing",
      {
        "proc/1/mountinfo": "30 1 8:16 / /home rw shared:1 - ext4 /dev/sdb rw\n",
        "proc/self/mountinfo": "22 1 254:1 / / rw,relatime shared:1 - ext4 /dev/vda1 rw\n",
      },
    ],
    [
      "a path of it is mounted by name, as btrfs says it",
      { "proc/self/mountinfo": "30 1 0:40 / /mnt rw - btrfs /dev/sdb rw\n" },
    ],
    [
      "a partition of it is mounted",
      {
        "proc/self/mountinfo": "30 1 8:17 / /mnt rw - ext4 /dev/sdb1 rw\n",
        "sys/block/sdb/sdb1/dev": "8:17\n",
      },
    ],
    ["it is swapped on", { "proc/swaps": "Filename Type Size Used Priority\n/dev/sdb partition 1 0 -2\n" }],
    ["a path of it is a member of a btrfs", { "sys/fs/btrfs/U/devices/sdb/dev": "8:16\n" }],
    ["something holds it", { "sys/block/sdb/holders/md0/dev": "9:0\n" }],
    [
      "something holds a partition of it",
      { "sys/block/sdb/sdb1/dev": "8:17\n", "sys/block/sdb/sdb1/holders/dm-3/dev": "253:3\n" },
    ],
    ["a marker of the LUN says that it is used", { [`run/pathplug/in-use/naa.${NAA}`]: "" }],
    ["a marker of a disk says that it is used", { "run/pathplug/in-use/16": "" }],
    ["it has a map", { "sys/block/dm-0/dm/uuid": `mpath-${WWID}\n` }],
    ["its table is not stored", { [`etc/pathplug/luns.d/naa.${NAA}`]: entry({ TABLE: "" }) }],
    ["its size is not stored", { [`etc/pathplug/luns.d/naa.${NAA}`]: entry({ SECTORS: "" }) }],
    ["its entry has another format", { [`etc/pathplug/luns.d/naa.${NAA}`]: entry({ FORMAT: "2" }) }],
    ["its entry is empty", { [`etc/pathplug/luns.d/naa.${NAA}`]: "" }],
    ["the host is not armed", {}],
  ])("makes no map where %s", (why, files) => {
    prepare(files);
    if (why === "the host is not armed") root.drop("run/pathplug/armed");
    expect(made(shell)).toEqual([]);
  });

  it.each<[string, Readonly<Record<string, string>>]>([
    ["a command for its WWID", { WWID: "$(touch /tmp/pathplug-was-here)" }],
    ["an option for its WWID", { WWID: "--force" }],
    ["a way out of the directory for its WWID", { WWID: "../../etc/passwd" }],
    ["a WWID that is too long for device-mapper", { WWID: `3${"0".repeat(122)}` }],
    ["quotes and a command in its table", { TABLE: `${TABLE}'; reboot '` }],
    ["names to be expanded in its table", { TABLE: "0 2048 multipath 1 * 0 1 1 service-time 0 1 1 8:0 1" }],
    ["more features than words", { TABLE: "0 2048 multipath 99 a b" }],
    ["a number of features that is none", { TABLE: "0 2048 multipath -1 0 1 1" }],
    ["another target", { TABLE: "0 2048 linear 8:0 0" }],
    ["a size that is no number", { SECTORS: "2048 linear" }],
  ])("makes no map of an entry with %s", (_, values) => {
    prepare({ [`etc/pathplug/luns.d/naa.${NAA}`]: entry(values) });
    expect(made(shell)).toEqual([]);
  });

  it.each([["control"], ["-f"], ["a/b"], ["a b"], ["$(reboot)"]])("does not name a map %s", (alias) => {
    prepare({ [`etc/pathplug/luns.d/naa.${NAA}`]: entry({ ALIAS: alias }) });
    expect(made(shell)).toEqual([whole]);
  });
});

describe.each(shells.map((shell) => [shell.join(" "), shell] as const))(
  "fallback --give-back in %s",
  (_, shell) => {
    const GIVEN_UP = "run/pathplug/disarmed-by-failure";

    /** The host, when nothing can be made of its LUN. */
    function unmade(files: Readonly<Record<string, string>> = {}): void {
      prepare({ [`etc/pathplug/luns.d/naa.${NAA}`]: entry({ TABLE: "" }), ...files });
    }

    it("disarms the host before it gives back what has no map, and has everything looked at later", () => {
      unmade({ "sys/block/sda/sda1/dev": "8:1\n" });
      root.fake(
        "udevadm",
        'ls "$PATHPLUG_ROOT/run/pathplug" | grep -qx armed && echo ARMED >>"$PATHPLUG_ROOT/calls"',
      );
      const { calls, said } = root.run(shell, "fallback.sh", ["--give-back"]);
      expect(calls).toEqual([
        "udevadm trigger --action=change /sys/block/sda",
        "udevadm trigger --action=change /sys/block/sdb",
        "partx --add /dev/sda",
        "udevadm trigger --action=change /sys/block/sda/sda1",
        "partx --add /dev/sdb",
      ]);
      expect(said).toHaveLength(1);
      expect(said[0]).toMatch(/^3 given-back .*: sda sdb DEV=sda DEV=sdb$/);
      expect(root.read("run/pathplug/armed")).toBeUndefined();
      expect(root.read(GIVEN_UP)).toBe("");
      expect(root.list("run/pathplug/queue")).toEqual(["all"]);
    });

    it("gives back a LUN that nobody knows", () => {
      prepare();
      plug({ dev: "sdc", devt: "8:32", id: "naa.6000" });
      root.fake(
        "dmsetup",
        'case $1 in create) echo "mpath-3600a0980000000000000000000000001" >"$PATHPLUG_ROOT/uuid"; mkdir -p "$PATHPLUG_ROOT/sys/block/dm-0/dm"; mv "$PATHPLUG_ROOT/uuid" "$PATHPLUG_ROOT/sys/block/dm-0/dm/uuid" ;; esac',
      );
      const { calls } = root.run(shell, "fallback.sh", ["--give-back"]);
      expect(calls.filter((call) => call.startsWith("udevadm"))).toEqual([
        "udevadm trigger --action=change /sys/block/sdc",
      ]);
    });

    it.each<[string, Readonly<Record<string, string>>]>([
      [
        "every claimed disk is in a map",
        { "sys/block/sda/holders/dm-0/dev": "253:0\n", "sys/block/sdb/holders/dm-0/dev": "253:0\n" },
      ],
      [
        "a path is missing in the map of its LUN",
        { "sys/block/dm-0/dm/uuid": `mpath-${WWID}\n`, "sys/block/sda/holders/dm-0/dev": "253:0\n" },
      ],
    ])("leaves the host armed where %s", (_, files) => {
      unmade(files);
      expect(root.run(shell, "fallback.sh", ["--give-back"]).calls).toEqual([]);
      expect(root.read("run/pathplug/armed")).toBeDefined();
    });
  },
);

describe.each(shells.map((shell) => [shell.join(" "), shell] as const))(
  "fallback in %s, while the host's lock is held",
  (_, shell) => {
    /** Runs it while another process holds the lock, of which the kernel says `status`. */
    async function beside(status: string): Promise<ReturnType<FakeRoot["run"]>> {
      prepare();
      root.put("run/pathplug/lock", "");
      const lock = `${root.path}/run/pathplug/lock`;
      const holder = spawn("flock", ["--no-fork", lock, "/bin/sleep", "30"], { stdio: "ignore" });
      for (let free = true; free; ) free = root.run(["flock", "--nonblock", lock], "retry.sh").status === 0;
      const inode = root.inode("run/pathplug/lock");
      root.put(
        "proc/locks",
        `1: POSIX  ADVISORY  WRITE 7 00:1a:${inode} 0 EOF\n2: FLOCK  ADVISORY  WRITE ${holder.pid} 00:1a:${inode} 0 EOF\n2: -> FLOCK  ADVISORY  WRITE 9 00:1a:${inode} 0 EOF\n3: FLOCK  ADVISORY  WRITE 8 00:1a:1${inode} 0 EOF\n`,
      );
      root.put(
        `proc/${holder.pid}/status`,
        `Name:\tqjs\nSigPnd:\t${status.split(" ")[0]}\nShdPnd:\t${status.split(" ")[1]}\n`,
      );
      try {
        return root.run(shell, "fallback.sh", ["--give-back"]);
      } finally {
        holder.kill("SIGKILL");
      }
    }

    it("by a run that works: does nothing", async () => {
      const { status, calls, said } = await beside("0000000000000000 0000000000004000");
      expect({ status, calls }).toEqual({ status: 75, calls: [] });
      expect(said).toEqual(["5 worker-failed fallback: another run is at work, nothing is done"]);
    });

    it.each([["0000000000000100 0000000000000000"], ["0000000000000000 0000000000004102"]])(
      "by one that has been killed and hangs in the kernel (%s): works without it",
      async (pending) => {
        expect((await beside(pending)).calls).toContain(whole);
      },
    );
  },
);
