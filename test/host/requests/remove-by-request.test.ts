import { describe, expect, it } from "vitest";
import { removeByRequest } from "../../../host/requests/remove-by-request.ts";
import { dropRequestsFor } from "../../../host/requests/request-call.ts";
import type { Failure } from "../../../host/system/failure.ts";
import type { System } from "../../../host/system/system.ts";
import { SimulatedMachine } from "../../worker/simulated/simulated-machine.ts";
import { assembled, disk, naaOf } from "../../worker/simulated/simulated-run.ts";
import { callerOf } from "../../worker/simulated/simulated-service.ts";

const MAP = `3${naaOf(0)}`;

async function codeOf(call: Promise<unknown>): Promise<string> {
  const { status, diagnostic } = (await call.catch((thrown: unknown) => thrown)) as Failure;
  return `${status} ${diagnostic.code}`;
}

/** What lies in the directories of requests and answers. */
const leftIn = ({ tree }: SimulatedMachine) =>
  ["requests", "answers"].flatMap((name) => tree.list(`/run/pathplug/${name}`) ?? []);

describe("remove", () => {
  it("is done by the host's service, and leaves no file", async () => {
    const machine = await assembled([0]);
    expect(await removeByRequest(callerOf(machine), MAP, true, 60_000)).toMatchObject({
      changed: true,
      deleted: ["sda", "sdb", "sdc", "sdd"],
    });
    expect(machine.dm.maps).toEqual([]);
    expect(leftIn(machine)).toEqual([]);
  });

  it("asks nobody where there is nothing, on any host", async () => {
    const machine = new SimulatedMachine();
    machine.tree.remove("/run/pathplug/armed");
    expect(await removeByRequest(callerOf(machine), MAP, true, 60_000)).toEqual({
      changed: false,
      deleted: [],
    });
  });

  it("is refused where the LUN is there under another spelling of its id", async () => {
    const machine = await assembled([0]);
    const call = removeByRequest(callerOf(machine), `naa.${naaOf(0)}`, true, 60_000);
    await expect(call).rejects.toThrow(`the WWID of sda is ${MAP} here`);
    expect(machine.dm.maps).toHaveLength(1);
  });

  it("deletes a disk, too, that comes while it is at work", async () => {
    const machine = await assembled([0]);
    machine.beforeSpawn = ([program]) => {
      if (program === "tee" && !machine.disks.has("sdx"))
        machine.plug(disk(0, 4, { dev: "sdx", devt: "65:112" }));
      if (program === "tee") machine.beforeSpawn = () => {};
    };
    expect(await removeByRequest(callerOf(machine), MAP, true, 60_000)).toEqual({
      changed: true,
      deleted: ["sda", "sdb", "sdc", "sdd", "sdx"],
    });
  });

  it("waits for a program that has the map open in passing", async () => {
    const machine = await assembled([0]);
    const [map] = machine.dm.maps;
    if (map === undefined) throw new Error("there is no map");
    map.open = 1;
    const end = machine.now + 2_000;
    const system = callerOf(machine, () => {
      if (machine.now >= end) map.open = 0;
    });
    expect(await removeByRequest(system, MAP, false, 60_000)).toMatchObject({ changed: true });
  });

  it("ends as in use where it stays open, or is mounted", async () => {
    const machine = await assembled([0]);
    for (const map of machine.dm.maps) map.open = 1;
    const began = machine.now;
    expect(await codeOf(removeByRequest(callerOf(machine), MAP, false, 60_000))).toBe("inUse map-in-use");
    expect(machine.now - began).toBeLessThan(10_000);
    machine.tree.put("/proc/1/mountinfo", "30 22 253:0 / /mnt rw - ext4 /dev/x rw\n");
    expect(await codeOf(removeByRequest(callerOf(machine), MAP, false, 60_000))).toBe("inUse map-in-use");
    expect(machine.dm.maps).toHaveLength(1);
  });

  it("takes its request back where nobody serves it in time", async () => {
    const machine = await assembled([0]);
    const alone: System = machine.system();
    expect(await codeOf(removeByRequest(alone, MAP, false, 3_000))).toBe("tryAgain request-unanswered");
    expect(leftIn(machine)).toEqual([]);
    expect(machine.dm.maps).toHaveLength(1);
  });

  it("ends at once where another process takes its request back", async () => {
    const machine = await assembled([0]);
    const alone: System = machine.system();
    const began = machine.now;
    const taken: System = {
      ...alone,
      sleep: async (ms) => {
        await alone.sleep(ms);
        if (machine.now - began > 500) dropRequestsFor(machine.system(), MAP);
      },
    };
    const call = removeByRequest(taken, MAP, false, 600_000);
    await expect(call).rejects.toThrow("the request is gone");
    expect(await codeOf(call)).toBe("tryAgain request-unanswered");
    expect(machine.now - began).toBeLessThan(2_000);
  });

  it("ends in its time though the wall clock is set back meanwhile", async () => {
    const machine = await assembled([0]);
    const alone: System = machine.system();
    const began = machine.now;
    const setBack: System = {
      ...alone,
      now: () => (machine.now > began + 1_000 ? machine.now - 3_600_000 : machine.now),
    };
    expect(await codeOf(removeByRequest(setBack, MAP, false, 3_000))).toBe("tryAgain request-unanswered");
    expect(machine.now - began).toBeLessThan(4_000);
  });

  it.each(["", "{}", '{"result":"done","changed":true}', '{"result":"gone","changed":true,"deleted":[]}'])(
    "fails where the answer says less than it should: %s",
    async (text) => {
      const machine = await assembled([0]);
      const alone: System = machine.system();
      const answered: System = {
        ...alone,
        sleep: async (ms) => {
          await alone.sleep(ms);
          for (const name of machine.tree.list("/run/pathplug/requests") ?? [])
            machine.tree.put(`/run/pathplug/answers/${name}`, text);
        },
      };
      expect(await codeOf(removeByRequest(answered, MAP, false, 3_000))).toBe("failed action-failed");
    },
  );
});
