import { beforeAll, describe, expect, it } from "vitest";
import { planMachine } from "../../../core/plan/plan-machine.ts";
import { planTakeover } from "../../../core/plan/takeover.ts";
import { usedPaths } from "../../../core/plan/used-paths.ts";
import type { CompiledProfiles } from "../../../core/profile/compiled.ts";
import { readMachine } from "../../../host/machine.ts";
import type { DiskSpec } from "../../machines/disk.ts";
import { type MapSpec, memorySystem } from "../../machines/machine.ts";
import { compileShipped } from "../../vendor-profiles/shipped.ts";

let profiles: CompiledProfiles;
beforeAll(async () => {
  profiles = (await compileShipped()).compiled;
});

const naa = "600a098000000000000000000000000a";
const wwid = `3${naa}`;

function disk(index: number, more: Partial<DiskSpec> = {}): DiskSpec {
  return {
    dev: `sd${"abcd"[index]}`,
    devt: `8:${index * 16}`,
    hctl: `${index}:0:0:0`,
    vendor: "NETAPP",
    product: "LUN C-Mode",
    revision: "9000",
    naa,
    serial: "S1",
    ...more,
  };
}

const map: MapSpec = {
  dm: "dm-0",
  name: wwid,
  uuid: `mpath-${wwid}`,
  table: "0 2097152 multipath 0 0 1 1 service-time 0 2 1 8:0 1 8:16 1",
  status: "0 2097152 multipath 2 0 0 0 1 1 A 0 2 1 8:0 A 0 8:16 A 0",
};

/** A machine with one mounted disk: who is left to the system, how, what is made, and what `enable` says. */
async function seen(disks: readonly DiskSpec[], mounted: string, maps: readonly MapSpec[] = []) {
  const devt = disks.find(({ dev }) => dev === mounted)?.devt;
  const machine = await readMachine(
    memorySystem({
      disks,
      maps,
      files: { "/proc/self/mountinfo": `36 1 ${devt} / /data rw - ext4 /dev/${mounted} rw\n` },
    }),
  );
  const { judgement, plan } = planMachine(machine, profiles);
  return {
    left: usedPaths(machine, judgement).map(
      ({ path, wholeLun }) => `${path.dev} ${wholeLun ? "LUN" : "disk"}`,
    ),
    actions: plan.actions.map(({ kind }) => kind),
    free: planTakeover(machine, profiles, "known").flatMap(({ dev, use }) =>
      use === undefined ? [dev] : [],
    ),
  };
}

describe("a disk that is mounted", () => {
  it("keeps its LUN with the system, with every path", async () => {
    expect(await seen([disk(0), disk(1)], "sdb")).toEqual({
      left: ["sda LUN", "sdb LUN"],
      actions: [],
      free: [],
    });
  });

  it("keeps it also when it is refused for another size: the others may be the same LUN, grown", async () => {
    const disks = [disk(0, { sectors: 4096 }), disk(1), disk(2)];
    expect(await seen(disks, "sda")).toEqual({
      left: ["sdb LUN", "sdc LUN", "sda LUN"],
      actions: [],
      free: [],
    });
  });

  it("keeps it when no path is right by majority", async () => {
    expect(await seen([disk(0, { sectors: 4096 }), disk(1)], "sda")).toEqual({
      left: ["sda LUN", "sdb LUN"],
      actions: [],
      free: [],
    });
  });

  it("stays alone when it is refused beside a map that stands", async () => {
    expect(await seen([disk(0), disk(1), disk(2, { sectors: 4096 })], "sdc", [map])).toEqual({
      left: ["sdc disk"],
      actions: [expect.stringMatching(/^(nothing|reload)$/)],
      free: ["sda", "sdb"],
    });
  });

  it("is left when nobody can name its LUN", async () => {
    const { naa: _, ...nameless } = disk(0);
    expect((await seen([nameless, disk(1)], "sda")).left).toEqual(["sda LUN"]);
  });
});
