import { describe, expect, it } from "vitest";
import type { RemoveAnswer } from "../../../core/registry/request.ts";
import { Killed, type SimulatedMachine } from "../simulated/simulated-machine.ts";
import {
  assembled,
  disk,
  expectSound,
  naaOf,
  registryOf,
  runUntilQuiet,
} from "../simulated/simulated-run.ts";
import { leaveCookie, serveOnce } from "../simulated/simulated-service.ts";

const MAP = `3${naaOf(0)}`;
const OTHER = `3${naaOf(1)}`;
const DISKS = ["sda", "sdb", "sdc", "sdd"];

function ask(machine: SimulatedMachine, more: object = {}): void {
  const request = { verb: "remove", wwid: MAP, deletePaths: false, deadline: machine.now + 60_000, ...more };
  machine.tree.put("/run/pathplug/requests/one", JSON.stringify(request));
}

function answerOf({ tree }: SimulatedMachine): Partial<RemoveAnswer> | undefined {
  const text = tree.text("/run/pathplug/answers/one");
  return text === undefined ? undefined : (JSON.parse(text) as RemoveAnswer);
}

const names = ({ dm }: SimulatedMachine): readonly string[] => dm.maps.map(({ name }) => name);

async function trigger(machine: SimulatedMachine): Promise<void> {
  for (const dev of DISKS) machine.system().write(`/sys/block/${dev}/uevent`, "change", "attribute");
  await runUntilQuiet(machine);
}

describe("a request to remove a map", () => {
  it("is done, and events of its disks do not bring it back", async () => {
    const machine = await assembled([0, 1]);
    ask(machine);
    expect(await serveOnce(machine)).toBe(false);
    expect(answerOf(machine)).toMatchObject({ result: "done", changed: true, deleted: [] });
    expect(names(machine)).toEqual([OTHER]);
    await trigger(machine);
    expect(names(machine)).toEqual([OTHER]);
    expect(machine.tree.list("/run/pathplug/requests")).toEqual([]);
    expectSound(machine);
  });

  it.each(["once", "again, where the map is gone already"])(
    "is done %s, and a disk that the map would not take does not bring it back when it fits",
    async (how) => {
      const machine = await assembled([0]);
      machine.plug(disk(0, 4, { dev: "sdx", devt: "65:112" }));
      machine.tree.put("/sys/block/sdx/size", "1048576\n");
      await runUntilQuiet(machine);
      ask(machine);
      await serveOnce(machine);
      if (how !== "once") {
        machine.tree.remove(`/run/pathplug/removed/${MAP}`);
        ask(machine);
        await serveOnce(machine);
      }
      machine.tree.put("/sys/block/sdx/size", "2097152\n");
      await trigger(machine);
      expect(names(machine)).toEqual([]);
    },
  );

  it("takes the disks along, and the LUN is forgotten", async () => {
    const machine = await assembled([0, 1]);
    ask(machine, { deletePaths: true });
    await serveOnce(machine);
    expect(answerOf(machine)).toMatchObject({ result: "done", changed: true, deleted: DISKS });
    await runUntilQuiet(machine);
    expect(names(machine)).toEqual([OTHER]);
    expect([...machine.disks.keys()]).toEqual(["sde", "sdf", "sdg", "sdh"]);
    expect(Object.keys(registryOf(machine))).toEqual([`naa.${naaOf(1)}`]);
    expect(machine.tree.text("/etc/multipath/wwids")).toMatch(new RegExp(`^#${MAP}/\\n/${OTHER}/$`, "m"));
    for (const name of ["made", "removed"])
      expect(machine.tree.list(`/run/pathplug/${name}`)).not.toContain(MAP);
  });

  it.each([
    ["an alias", 'PATHPLUG_ALIAS="data"\n'],
    ["a reservation key", 'PATHPLUG_RESERVATION_KEY="0xa1"\n'],
  ])("takes the disks along, and %s is not forgotten", async (_, line) => {
    const machine = await assembled([0]);
    const file = `/etc/pathplug/luns.d/naa.${naaOf(0)}`;
    machine.tree.put(file, `${machine.tree.text(file)}${line}`);
    ask(machine, { deletePaths: true });
    await serveOnce(machine);
    expect(answerOf(machine)).toMatchObject({ result: "done", deleted: DISKS });
    expect(machine.tree.text(file)).toContain(line);
    expect(machine.tree.text("/etc/multipath/wwids")).toContain(`\n/${MAP}/\n`);
  });

  it("says which disk could not be deleted, and the LUN is not forgotten", async () => {
    const machine = await assembled([0]);
    machine.hanging.add("sdb");
    ask(machine, { deletePaths: true });
    await serveOnce(machine);
    expect(answerOf(machine)).toMatchObject({ result: "failed", reason: "not deleted: sdb" });
    expect(Object.keys(registryOf(machine))).toHaveLength(1);
    await runUntilQuiet(machine);
    expect(names(machine)).toEqual([]);
  });

  it.each([
    ["the map is mounted", "253:0", "dm-0 is mounted on /mnt"],
    ["a disk of it is mounted", "8:0", "sda is mounted on /mnt"],
  ])("is refused where %s", async (_, devt, reason) => {
    const machine = await assembled([0]);
    machine.tree.put("/proc/1/mountinfo", `30 22 ${devt} / /mnt rw - ext4 /dev/x rw\n`);
    ask(machine, { deletePaths: true });
    await serveOnce(machine);
    expect(answerOf(machine)).toMatchObject({ result: "in-use", reason, changed: false });
    expect(names(machine)).toEqual([MAP]);
    expect(machine.tree.list("/run/pathplug/removed")).toEqual([]);
  });

  it("is refused while a program has the map open; one that queues and has no path is made to fail first", async () => {
    const machine = await assembled([0]);
    const [map] = machine.dm.maps;
    if (map === undefined) throw new Error("there is no map");
    map.open = 1;
    ask(machine);
    await serveOnce(machine);
    expect(answerOf(machine)).toMatchObject({ result: "open" });
    expect(machine.dm.messages).toEqual([]);
    for (const { devt } of machine.disks.values()) map.failed.add(devt);
    ask(machine);
    await serveOnce(machine);
    expect(machine.dm.messages).toEqual([`${MAP} fail_if_no_path`]);
    expect(names(machine)).toEqual([MAP]);
  });

  it("takes nothing from a process that has a map open without a path: what it has queued stays queued", async () => {
    const machine = await assembled([0]);
    const [map] = machine.dm.maps;
    if (map === undefined) throw new Error("there is no map");
    map.open = 1;
    for (const { devt } of machine.disks.values()) map.failed.add(devt);
    machine.openers.set("dm-0", "77 qemu");
    ask(machine);
    await serveOnce(machine);
    expect(answerOf(machine)).toMatchObject({
      result: "open",
      reason: `${MAP} is open in process 77 (qemu)`,
    });
    expect(machine.dm.messages).toEqual([]);
  });

  it("takes nothing from the kernel, as of ZFS, that has a map open without a path", async () => {
    const machine = await assembled([0]);
    const [map] = machine.dm.maps;
    if (map === undefined) throw new Error("there is no map");
    map.open = 1;
    for (const { devt } of machine.disks.values()) map.failed.add(devt);
    machine.exclusive.add("/dev/dm-0");
    ask(machine);
    await serveOnce(machine);
    expect(answerOf(machine)).toMatchObject({ result: "open", reason: `${MAP} is open exclusively` });
    expect(machine.dm.messages).toEqual([]);
  });

  it("is not done while a disk of the LUN is left that its map would not take", async () => {
    const machine = await assembled([0]);
    machine.plug(disk(0, 4, { dev: "sdx", devt: "65:112", serial: "another" }));
    await runUntilQuiet(machine);
    ask(machine, { deletePaths: true });
    await serveOnce(machine);
    expect(answerOf(machine)).toMatchObject({
      result: "failed",
      reason: "not deleted: sdx path-designators-differ",
      deleted: DISKS,
      changed: true,
    });
    expect([...machine.disks.keys()]).toEqual(["sdx"]);
  });

  it("is refused where such a disk is in use, before anything is removed", async () => {
    const machine = await assembled([0]);
    machine.plug(disk(0, 4, { dev: "sdx", devt: "65:112", serial: "another" }));
    await runUntilQuiet(machine);
    machine.tree.put("/proc/1/mountinfo", "30 22 65:112 / /mnt rw - ext4 /dev/x rw\n");
    ask(machine, { deletePaths: true });
    await serveOnce(machine);
    expect(answerOf(machine)).toMatchObject({ result: "in-use", reason: "sdx is mounted on /mnt" });
    expect([names(machine), machine.disks.size]).toEqual([[MAP], 5]);
  });

  it("is not done while a disk has come that nobody has looked at: asked again, it is", async () => {
    const machine = await assembled([0]);
    machine.beforeSpawn = ([program]) => {
      if (program === "tee" && !machine.disks.has("sdx"))
        machine.plug(disk(0, 4, { dev: "sdx", devt: "65:112" }));
    };
    ask(machine, { deletePaths: true });
    await serveOnce(machine);
    machine.beforeSpawn = () => {};
    expect(answerOf(machine)).toMatchObject({ result: "open", reason: "sdx came meanwhile", deleted: DISKS });
    await runUntilQuiet(machine);
    ask(machine, { deletePaths: true });
    await serveOnce(machine);
    expect(answerOf(machine)).toMatchObject({ result: "done", deleted: ["sdx"] });
    expect([names(machine), machine.disks.size]).toEqual([[], 0]);
  });

  it("by another spelling of the LUN's id is refused: to say that nothing is there would be wrong", async () => {
    const machine = await assembled([0]);
    ask(machine, { wwid: `naa.${naaOf(0)}`, deletePaths: true });
    await serveOnce(machine);
    expect(answerOf(machine)).toMatchObject({
      result: "failed",
      reason: `the WWID of sda is ${MAP} here`,
    });
  });

  it.each<readonly [string, (machine: SimulatedMachine) => unknown, string]>([
    [
      "a process has a disk open",
      ({ openers }) => openers.set("sdb", "77 dd"),
      "sdb is open in process 77 (dd)",
    ],
    ["one is opened exclusively", ({ exclusive }) => exclusive.add("/dev/sdb"), "sdb is opened exclusively"],
    [
      "one is opened exclusively, and the host of another one is being recovered",
      ({ exclusive, tree }) => {
        exclusive.add("/dev/sda");
        tree.put("/sys/class/scsi_host/host3/state", "recovery\n");
      },
      "sda is opened exclusively",
    ],
    [
      "the host of one is being recovered: whether that is open cannot be asked",
      ({ tree }) => tree.put("/sys/class/scsi_host/host3/state", "recovery\n"),
      "nobody knows whether sdd is open",
    ],
    [
      "one is opened exclusively, and another one hangs before it",
      ({ exclusive, hanging }) => {
        hanging.add("sda");
        exclusive.add("/dev/sdb");
      },
      "sdb is opened exclusively",
    ],
    [
      "no process can be started that asks",
      ({ broken }) => broken.add("probe"),
      "nobody knows whether sda is open",
    ],
    [
      "not every process can be looked at",
      ({ broken }) => broken.add("elsewhere"),
      "nobody knows what is open in every process",
    ],
  ])("deletes no disk where %s", async (_, use, reason) => {
    const machine = await assembled([0]);
    ask(machine);
    await serveOnce(machine);
    use(machine);
    ask(machine, { deletePaths: true });
    await serveOnce(machine);
    expect(answerOf(machine)).toMatchObject({ result: "open", reason, deleted: [] });
    expect(machine.disks.size).toBe(4);
  });

  it("deletes a disk that hangs when it is opened, with the others, which are free", async () => {
    const machine = await assembled([0]);
    ask(machine);
    await serveOnce(machine);
    machine.hanging.add("sda");
    ask(machine, { deletePaths: true });
    await serveOnce(machine);
    expect(answerOf(machine)).toMatchObject({ deleted: expect.arrayContaining(["sdb", "sdc", "sdd"]) });
  });

  it("for a LUN that is not there is done already", async () => {
    const machine = await assembled([1]);
    ask(machine, { deletePaths: true });
    await serveOnce(machine);
    expect(answerOf(machine)).toMatchObject({ result: "done", changed: false });
  });

  it("that is taken back while it is looked at is not done, and no mark of it stays", async () => {
    const machine = await assembled([0]);
    ask(machine, { deletePaths: true });
    machine.beforeSpawn = () => machine.tree.remove("/run/pathplug/requests/one");
    await serveOnce(machine);
    expect([names(machine), machine.disks.size]).toEqual([[MAP], 4]);
    expect(machine.tree.list("/run/pathplug/removed")).toEqual([]);
  });

  it("gives back the cookie of a killed run that had not noted its name", async () => {
    const machine = await assembled([0]);
    leaveCookie(machine);
    ask(machine);
    await serveOnce(machine);
    expect(names(machine)).toEqual([]);
    expect(machine.dm.cookies.size).toBe(0);
  });

  it("that fails leaves no mark by which the map would not be made again", async () => {
    const machine = await assembled([0]);
    machine.dm.intercept = ([, command]) =>
      command === "remove" ? { status: 1, stderr: "Device or resource busy" } : undefined;
    ask(machine);
    await serveOnce(machine);
    expect(answerOf(machine)).toMatchObject({ result: "open" });
    expect(machine.tree.list("/run/pathplug/removed")).toEqual([]);
  });

  it.each([
    ["whose time is over", (machine: SimulatedMachine) => ask(machine, { deadline: machine.now })],
    [
      "that is none",
      ({ tree }: SimulatedMachine) => tree.put("/run/pathplug/requests/one", "remove everything"),
    ],
  ])("%s is dropped", async (_, leave) => {
    const machine = await assembled([0]);
    leave(machine);
    expect(await serveOnce(machine)).toBe(false);
    expect(names(machine)).toEqual([MAP]);
    expect(answerOf(machine)).toBeUndefined();
    expect(machine.tree.list("/run/pathplug/requests")).toEqual([]);
  });

  it("in words of another release is answered, so that nobody waits in vain", async () => {
    const machine = await assembled([0]);
    ask(machine, { deletePaths: undefined });
    await serveOnce(machine);
    expect(answerOf(machine)).toMatchObject({
      result: "failed",
      reason: expect.stringContaining("understand"),
    });
    expect(names(machine)).toEqual([MAP]);
  });

  it("takes away answers that nobody has fetched in time", async () => {
    const machine = await assembled([0]);
    machine.tree.put("/run/pathplug/answers/old", '{"deadline":1}');
    machine.tree.put("/run/pathplug/answers/half.request", "");
    ask(machine);
    await serveOnce(machine);
    expect(machine.tree.list("/run/pathplug/answers")).toEqual(["one"]);
  });

  it("is done by the next run, wherever the first one was killed", { timeout: 60_000 }, async () => {
    for (let at = 1, isKilled = true; isKilled; at++) {
      for (const when of ["before", "after"] as const) {
        const machine = await assembled([0, 1]);
        ask(machine, { deletePaths: true });
        isKilled = await serveOnce(machine, { at, when }).then(
          () => false,
          (reason: unknown) => {
            if (reason instanceof Killed) return true;
            throw reason;
          },
        );
        await runUntilQuiet(machine);
        await serveOnce(machine);
        await runUntilQuiet(machine);
        expect([...machine.disks.keys()]).toEqual(["sde", "sdf", "sdg", "sdh"]);
        expect(names(machine)).toEqual([OTHER]);
        expect(answerOf(machine)?.result).toBe("done");
        expectSound(machine);
      }
    }
  });
});
