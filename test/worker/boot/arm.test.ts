import { describe, expect, it } from "vitest";
import { arm } from "../../../worker/boot/arm.ts";
import { SimulatedMachine } from "../simulated/simulated-machine.ts";
import { disk, mapsOf, naaOf, plugLuns, runUntilQuiet, shippedProfiles } from "../simulated/simulated-run.ts";

const ARMED = "/run/pathplug/armed";

type Files = Readonly<Record<string, string>>;

async function armed(files: Files, prepare: (machine: SimulatedMachine) => void = () => {}) {
  const machine = new SimulatedMachine(files);
  prepare(machine);
  const said: string[] = [];
  const journal = (severity: string, text: string): number => said.push(`${severity}: ${text}`);
  const status = await arm(machine.system(), await shippedProfiles, journal);
  return { machine, status, said, isArmed: machine.tree.exists(ARMED) };
}

/** How it is said of disks that somebody uses. */
function leftLine(devs: string, use: string): string {
  const hint = "Free the disk, then run `pathplug assemble`, or reboot.";
  return `warning: lun-in-use: ${devs}: left to the system: ${use}; hint: ${hint}`;
}

describe("a host is not armed", () => {
  it.each<[string, string, Files, (machine: SimulatedMachine) => void]>([
    ["for another owner", "not-owner", { "/etc/pathplug/owner": "none\n" }, () => {}],
    ["that was booted without maps", "boot-forbids", { "/proc/cmdline": "quiet nompath\n" }, () => {}],
    [
      "while multipathd runs",
      "multipathd-active",
      { "/run/multipathd.pid": "42\n", "/proc/42/stat": "" },
      () => {},
    ],
    [
      "beside rules that do not stand aside",
      "rules-rival",
      { "/usr/sbin/multipath": "", "/etc/udev/rules.d/62-x.rules": 'RUN+="/sbin/multipath -u %k"\n' },
      () => {},
    ],
    ["without dmsetup", "program-missing", {}, ({ tree }) => tree.remove("/usr/sbin/dmsetup")],
    ["without flock", "program-missing", {}, ({ tree }) => tree.remove("/usr/bin/flock")],
    ["without dm_multipath", "module-missing", {}, ({ tree }) => tree.remove("/sys/module/dm_multipath")],
  ])("%s (%s), and says so with a hint", async (_, code, files, prepare) => {
    const { isArmed, said, status } = await armed(files, prepare);
    expect({ isArmed, status }).toEqual({ isArmed: false, status: 0 });
    expect(said).toEqual([expect.stringMatching(`^warning: stands back: ${code}: .*; hint: `)]);
  });

  it.each([
    ["and what was claimed goes back where it was armed before", (_: SimulatedMachine) => {}, ["all"]],
    ["and no run is started where it was not", ({ tree }: SimulatedMachine) => tree.remove(ARMED), []],
  ])("for another owner, %s", async (_, prepare, markers) => {
    const { machine } = await armed({ "/etc/pathplug/owner": "none\n" }, prepare);
    expect(machine.tree.list("/run/pathplug/queue")).toEqual(markers);
  });

  it("for another owner, and no run is to try it again", async () => {
    const note = "/run/pathplug/disarmed-by-failure";
    const { machine } = await armed({ "/etc/pathplug/owner": "none\n", [note]: "" });
    expect(machine.tree.exists(note)).toBe(false);
  });
});

describe("a host is armed", () => {
  const mounted = "30 22 8:0 / /data rw - ext4 /dev/sda rw\n";

  it("where it has no array without a mark, a process or a line", async () => {
    const { isArmed, said, machine } = await armed({ "/proc/self/mountinfo": mounted }, (host) =>
      plugLuns(host, [0], { vendor: "ATA", product: "DISK", claim: "unknown" }),
    );
    expect(isArmed).toBe(true);
    expect(said).toEqual([]);
    expect(machine.tree.list("/run/pathplug/in-use")).toEqual([]);
    expect(machine.probes).toEqual([]);
  });

  it.each<[string, Files, (machine: SimulatedMachine) => void, string]>([
    ["is mounted", { "/proc/self/mountinfo": mounted }, () => {}, "sda is mounted on /data"],
    [
      "is opened exclusively, as by an initramfs' ZFS",
      {},
      ({ exclusive }) => exclusive.add("/dev/sdb"),
      "sdb is opened exclusively",
    ],
    [
      "a process has open",
      {},
      ({ openers }) => openers.set("sdc", "7 tgtd"),
      "sdc is open in process 7 (tgtd)",
    ],
    ["does not answer", {}, ({ hanging }) => hanging.add("sdd"), "sdd does not answer"],
  ])("after a LUN was marked one path of which %s", async (_, files, use, text) => {
    const { isArmed, said, machine } = await armed(files, (host) => {
      plugLuns(host, [0, 1]);
      use(host);
    });
    expect(isArmed).toBe(true);
    const seqs = ["sda", "sdb", "sdc", "sdd"].map((dev) => machine.diskseq(dev));
    expect([...(machine.tree.list("/run/pathplug/in-use") ?? [])].sort()).toEqual(
      [...seqs, `naa.${naaOf(0)}`].sort(),
    );
    expect(said).toEqual([leftLine("sda sdb sdc sdd", text), "note: armed, mode known"]);
    const writes = machine.calls.filter((call) => call.startsWith("write /run/pathplug/"));
    expect(writes.at(-1)).toBe(`write ${ARMED}`);
  });

  it("after a LUN was marked whose path that a process has open is refused for its size", async () => {
    const { machine } = await armed({}, (host) => {
      host.openers.set("sdc", "7 tgtd");
      for (const path of [0, 1]) host.plug(disk(0, path));
      host.plug(disk(0, 2, { sectors: 1_048_576 }));
    });
    expect(machine.tree.list("/run/pathplug/in-use")).toHaveLength(4);
  });
});

describe("what has changed while disks were asked", () => {
  const NONE = "22 1 254:1 / / rw,relatime shared:1 - ext4 /dev/vda1 rw\n";

  /** Arms a host of one LUN whose path sdb a process has open at the first look, and which `change` meets before the second. */
  async function armedMeanwhile(change: (host: SimulatedMachine) => void) {
    return await armed({ "/proc/self/mountinfo": NONE }, (host) => {
      for (const path of [0, 1, 2]) host.plug(disk(0, path));
      host.openers.set("sdb", "7 dd");
      host.beforeSpawn = ([program]) => {
        if (program === "child" && host.probes.length === 1) change(host);
      };
    });
  }

  const mount = ({ tree }: SimulatedMachine, devt: string, dev: string): void =>
    tree.put("/proc/self/mountinfo", `${NONE}30 22 ${devt} / /data rw - ext4 /dev/${dev} rw\n`);

  it.each<[string, (host: SimulatedMachine) => void, string]>([
    ["is opened exclusively then", (host) => host.exclusive.add("/dev/sdb"), "sdb is opened exclusively"],
    ["does not answer then", (host) => host.hanging.add("sdb"), "sdb does not answer"],
    [
      "is mounted, another one than was open",
      (host) => mount(host, "8:32", "sdc"),
      "sdc is mounted on /data",
    ],
    [
      "has come and is mounted",
      (host) => {
        host.plug(disk(0, 3));
        mount(host, "8:48", "sdd");
      },
      "sdd is mounted on /data",
    ],
  ])("leaves a LUN whose path %s", async (_, change, use) => {
    const { isArmed, said, machine } = await armedMeanwhile((host) => {
      host.openers.clear();
      change(host);
    });
    expect(isArmed).toBe(true);
    const devs = [...machine.disks.keys()];
    const names = [...devs.map((dev) => machine.diskseq(dev)), `naa.${naaOf(0)}`];
    expect([...(machine.tree.list("/run/pathplug/in-use") ?? [])].sort()).toEqual(names.sort());
    expect(said[0]).toBe(leftLine(devs.join(" "), use));
  });

  it("leaves no LUN that a process had open in passing", async () => {
    const { machine } = await armedMeanwhile((host) => host.openers.clear());
    expect(machine.tree.list("/run/pathplug/in-use")).toEqual([]);
  });

  it("is read before the first mark, and nothing is waited for until the host is armed", async () => {
    const { machine } = await armed({ "/run/systemd/system/x": "" }, (host) => {
      plugLuns(host, [0]);
      mount(host, "8:0", "sda");
    });
    const first = machine.calls.findIndex((call) => call.startsWith("write /run/pathplug/in-use/"));
    const last = machine.calls.indexOf(`write ${ARMED}`);
    expect(machine.calls.slice(first, last).filter((call) => !call.startsWith("write "))).toEqual([]);
    expect(machine.calls.slice(last)).toContainEqual(expect.stringContaining("pathplug-left@data.service"));
  });
});

describe("a disk whose id names a file of the registry that is of another LUN", () => {
  const mounted = "30 22 8:0 / /data rw - ext4 /dev/sda rw\n";

  async function armedAndTriggered(mountinfo: string) {
    const files = {
      "/etc/pathplug/owner": "PATHPLUG_OWNER=pathplug\nPATHPLUG_MODE=strict\n",
      [`/etc/pathplug/luns.d/naa.${naaOf(0)}`]: `PATHPLUG_FORMAT="1"\nPATHPLUG_WWID="3${naaOf(5)}"\n`,
      "/proc/self/mountinfo": mountinfo,
    };
    const host = await armed(files, (machine) => {
      machine.tree.remove(ARMED);
      machine.plug(disk(0, 0, { vendor: "ACME", product: "Anvil", claim: "unknown" }));
      machine.settle();
    });
    host.machine.system().write("/sys/block/sda/uevent", "change", "attribute");
    const said = await runUntilQuiet(host.machine);
    return { ...host, said: [...host.said, ...said] };
  }

  it.each([
    ["mounted", mounted, "sda is mounted on /data"],
    ["free, for there is no map to be made of it", "", "/etc/pathplug/luns.d has another LUN under its id"],
  ])(
    "is left to the system while it is %s, though the rule claims by the file's name",
    async (_, mounts, why) => {
      const { machine, said } = await armedAndTriggered(mounts);
      expect(machine.tree.text("/run/udev/data/b8:0")).not.toContain("DM_MULTIPATH_DEVICE_PATH=1");
      expect(said).toContain(leftLine("sda", why));
      expect(mapsOf(machine)).toEqual([]);
    },
  );

  it("is given back where it was claimed", async () => {
    const { machine } = await armedAndTriggered("");
    for (const name of machine.tree.list("/run/pathplug/in-use") ?? [])
      machine.tree.remove(`/run/pathplug/in-use/${name}`);
    machine.system().write("/sys/block/sda/uevent", "change", "attribute");
    machine.settle();
    expect(machine.tree.text("/run/udev/data/b8:0")).toContain("DM_MULTIPATH_DEVICE_PATH=1");
    const said = await runUntilQuiet(machine);
    expect(machine.tree.text("/run/udev/data/b8:0")).not.toContain("DM_MULTIPATH_DEVICE_PATH=1");
    expect(said).toContainEqual(expect.stringMatching(/^warning: lun-in-use: sda: .* another LUN/));
  });
});
