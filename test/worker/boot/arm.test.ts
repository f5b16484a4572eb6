import { describe, expect, it } from "vitest";
import { arm } from "../../../worker/boot/arm.ts";
import { SimulatedMachine } from "../simulated/simulated-machine.ts";
import { disk, naaOf, plugLuns, shippedProfiles } from "../simulated/simulated-run.ts";

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
    expect(said).toEqual([`note: left to the system: sda sdb sdc sdd: ${text}`, "note: armed, mode known"]);
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
