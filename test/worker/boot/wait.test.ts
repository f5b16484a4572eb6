import { describe, expect, it } from "vitest";
import { renderRegistryEntry } from "../../../core/render/registry.ts";
import { newEntry } from "../../../host/registry/registry.ts";
import { waitForKnown } from "../../../worker/boot/wait.ts";
import { SimulatedMachine } from "../simulated/simulated-machine.ts";
import { disk, naaOf } from "../simulated/simulated-run.ts";

interface Waited {
  /** Milliseconds until the boot went on. */
  readonly took: number;
  readonly said: readonly string[];
  /** Notes for the registry, `NAME: text`. */
  readonly notes: readonly string[];
  readonly started: readonly string[];
}

/** A booting machine; what happens at its times, in milliseconds after the wait has begun. */
class Boot {
  readonly machine = new SimulatedMachine();
  readonly #script: { readonly at: number; readonly happen: () => void }[] = [];

  /** Registers LUN `lun`, late at so many boots before. */
  knows(lun: number, late = 0): this {
    const entry = { ...newEntry(`3${naaOf(lun)}`), paths: 2, ...(late === 0 ? {} : { late }) };
    this.machine.tree.put(`/etc/pathplug/luns.d/naa.${naaOf(lun)}`, renderRegistryEntry(entry));
    return this;
  }

  at(at: number, happen: () => void): this {
    this.#script.push({ at, happen });
    return this;
  }

  busy(from: number, until: number, what = "/run/udev/queue"): this {
    return this.at(from, () => this.machine.tree.put(what, "")).at(until, () =>
      this.machine.tree.remove(what),
    );
  }

  path(lun: number): void {
    this.machine.plug(disk(lun, 0));
    this.machine.tree.remove(`/run/pathplug/queue/${disk(lun, 0).dev}`);
  }

  map(lun: number, isProcessed = true): void {
    const { tree } = this.machine;
    tree.put(`/sys/block/dm-${lun}/dm/uuid`, `mpath-3${naaOf(lun)}\n`);
    tree.put(`/sys/block/dm-${lun}/dev`, `252:${lun}\n`);
    if (isProcessed) tree.put(`/run/udev/data/b252:${lun}`, "E:MPATH_DEVICE_READY=1\n");
  }

  async wait(): Promise<Waited> {
    const { machine } = this;
    const system = machine.system();
    const began = machine.now;
    const said: string[] = [];
    const play = (): void => {
      const due = this.#script.filter(({ at }) => began + at <= machine.now);
      for (const each of due) {
        this.#script.splice(this.#script.indexOf(each), 1);
        each.happen();
      }
      for (const name of machine.tree.list("/run/pathplug/queue") ?? []) {
        if (name.startsWith("sd")) machine.tree.remove(`/run/pathplug/queue/${name}`);
      }
    };
    const sleep = async (milliseconds: number): Promise<void> => {
      await system.sleep(milliseconds);
      play();
    };
    play();
    const status = await waitForKnown({ ...system, sleep }, (severity, text) =>
      said.push(`${severity}: ${text}`),
    );
    expect(status).toBe(0);
    const names = machine.tree.list("/run/pathplug/late") ?? [];
    return {
      took: machine.now - began - machine.calls.filter((call) => call.startsWith("systemctl")).length * 5,
      said,
      notes: names.map((name) => `${name}: ${machine.tree.text(`/run/pathplug/late/${name}`)?.trim()}`),
      started: machine.calls.filter((call) => call.startsWith("systemctl")),
    };
  }
}

describe("waiting for known LUNs", () => {
  it("takes no time where none is known", async () => {
    expect(await new Boot().busy(0, 9_000).wait()).toEqual({ took: 0, said: [], notes: [], started: [] });
  });

  it("takes no time where the host is not armed", async () => {
    const boot = new Boot().knows(0).busy(0, 9_000);
    boot.machine.tree.remove("/run/pathplug/armed");
    expect(await boot.wait()).toMatchObject({ took: 0, said: [], notes: [] });
  });

  it("ends with the last map, however busy udev is with other things", async () => {
    const boot = new Boot().knows(0).knows(1).busy(0, 25_000);
    boot.at(3_000, () => boot.map(0)).at(6_000, () => boot.map(1));
    expect(await boot.wait()).toEqual({ took: 6_000, said: [], notes: [], started: [] });
  });

  it("does not take a map for there before udev has made its links", async () => {
    const boot = new Boot().knows(0).busy(0, 25_000);
    boot.at(2_000, () => boot.map(0, false)).at(4_000, () => boot.map(0));
    expect((await boot.wait()).took).toBe(4_000);
  });

  it.each([
    ["udev works", "/run/udev/queue"],
    ["markers wait", "/run/pathplug/queue/all"],
    ["a run of the worker is under way", "/run/pathplug/taken/sdx"],
  ])("does not give a LUN up while %s", async (_, what) => {
    const boot = new Boot().knows(0).busy(0, 20_000, what);
    boot.at(100, () => boot.path(0)).at(19_000, () => boot.map(0));
    expect((await boot.wait()).took).toBe(19_000);
  });

  it("gives a LUN up that has paths and no map 2 s after all is quiet, and says so", async () => {
    const boot = new Boot().knows(0).busy(0, 5_000);
    boot.at(1_000, () => boot.path(0));
    const { took, said, notes } = await boot.wait();
    expect(took).toBe(7_000);
    expect(said).toEqual([
      expect.stringMatching(/^warning: lun-not-ready: host: .*have paths and no map: 3600a/),
    ]);
    expect(notes).toEqual([]);
  });

  it("gives an absent LUN 10 s after all is quiet, says so, and leaves word for the registry", async () => {
    const { took, said, notes, started } = await new Boot().knows(0).busy(0, 4_000).wait();
    expect(took).toBe(14_000);
    expect(said).toEqual([expect.stringMatching(/^warning: lun-not-ready: host: .*have no path: 3600a/)]);
    expect(notes).toEqual([`naa.${naaOf(0)}: late`]);
    expect(started).toEqual(["systemctl --no-block --quiet start pathplug-remember.service"]);
  });

  it("waits for an absent one anew when something happens", async () => {
    const boot = new Boot().knows(0).busy(0, 1_000).busy(8_000, 9_000);
    expect((await boot.wait()).took).toBe(19_000);
  });

  it("does not wait for, mention or note one that was absent at the last two boots", async () => {
    expect(await new Boot().knows(0, 2).busy(0, 25_000).wait()).toEqual({
      took: 0,
      said: [],
      notes: [],
      started: [],
    });
  });

  it("waits for the map of one that is back, and notes that it was in time", async () => {
    const boot = new Boot().knows(0, 2).knows(1).busy(0, 25_000);
    boot
      .at(1_000, () => boot.path(0))
      .at(2_000, () => boot.map(1))
      .at(3_000, () => boot.map(0));
    expect(await boot.wait()).toMatchObject({ took: 3_000, said: [], notes: [`naa.${naaOf(0)}: in time`] });
  });

  it("never holds the boot up for more than a minute", async () => {
    const boot = new Boot().knows(0).knows(1).busy(0, 90_000);
    boot.at(1_000, () => boot.path(0));
    expect((await boot.wait()).took).toBe(60_000);
  });

  it("names a few of many", async () => {
    const boot = new Boot();
    for (let lun = 0; lun < 12; lun++) boot.knows(lun);
    const { said } = await boot.wait();
    expect(said).toEqual([expect.stringMatching(/(3600\w+ ){8}and 4 more;/)]);
  });

  it("starts no program while it waits", async () => {
    const boot = new Boot().knows(0).busy(0, 20_000);
    boot.at(15_000, () => boot.map(0));
    await boot.wait();
    expect(boot.machine.calls).toEqual([]);
  });
});
