import { beforeAll, describe, expect, it } from "vitest";
import type { ClaimMode } from "../../../core/claim/mode.ts";
import { explainPath } from "../../../core/plan/explanation.ts";
import { noMarkers } from "../../../core/plan/markers.ts";
import { planMachine } from "../../../core/plan/plan-machine.ts";
import { disksToTrigger, planTakeover } from "../../../core/plan/takeover.ts";
import { UNNAMED } from "../../../core/plan/unnamed-paths.ts";
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

const armed = {
  "/etc/pathplug/owner": "PATHPLUG_OWNER=pathplug\nPATHPLUG_MODE=known\n",
  "/run/pathplug/armed": "PATHPLUG_MODE=known\n",
};

/** A disk that only the kernel can name, on a host of ours: what each part of the program says of it. */
async function nameless(
  vendor: Partial<DiskSpec>,
  files: Readonly<Record<string, string>> = {},
  mode: ClaimMode = "known",
) {
  const { naa: _, ...bare } = disk(0, vendor);
  const wwid = { "/sys/block/sda/device/wwid": "naa.4000000000000001\n" };
  const machine = await readMachine(memorySystem({ disks: [bare], files: { ...armed, ...wwid, ...files } }));
  const view = planMachine(machine, profiles);
  const explanation = explainPath(machine, profiles, view, noMarkers, "sda");
  return {
    left: usedPaths(machine, view.judgement).map(
      ({ use, wholeLun }) => `${use}, ${wholeLun ? "LUN" : "disk"}`,
    ),
    claim: explanation?.claim,
    takeover: planTakeover(machine, profiles, mode),
  };
}

describe("a disk that the kernel gives an id and page 83 no WWID", () => {
  it("is left where its profile has it claimed from the first path on", async () => {
    expect(await nameless({})).toEqual({
      left: [`${UNNAMED}, disk`],
      claim: { claimed: false, reason: "in-use" },
      takeover: [expect.objectContaining({ dev: "sda", wwid: "naa.4000000000000001", left: UNNAMED })],
    });
  });

  it("goes back when it is claimed already", async () => {
    const { takeover } = await nameless({ udev: { DM_MULTIPATH_DEVICE_PATH: "1" } });
    expect(takeover).toEqual([expect.objectContaining({ dev: "sda", givenBack: UNNAMED })]);
    expect(disksToTrigger(takeover)).toEqual(["sda"]);
  });

  it("is left by its id where the kernel numbers no disks", async () => {
    const machine = await readMachine(
      memorySystem({
        disks: [(({ naa: _, ...bare }) => bare)(disk(0))],
        files: { ...armed, "/sys/block/sda/device/wwid": "naa.4000000000000001\n" },
      }),
    );
    const old = { ...machine, paths: machine.paths.map(({ diskseq: _, ...raw }) => raw) };
    expect(usedPaths(old, planMachine(old, profiles).judgement)).toMatchObject([{ wholeLun: true }]);
  });

  it("is nobody's business where no rule would claim it", async () => {
    const nothing = { left: [], takeover: [] };
    expect(await nameless({ vendor: "ACME" })).toMatchObject(nothing);
    expect(await nameless({ vendor: "LIO-ORG", product: "x" })).toMatchObject(nothing);
  });

  it("stays claimed, and is told, where the registry lists it", async () => {
    const entry = {
      "/etc/pathplug/luns.d/naa.4000000000000001": `PATHPLUG_FORMAT=1\nPATHPLUG_WWID=${wwid}\n`,
    };
    expect(await nameless({}, entry)).toEqual({
      left: [],
      claim: { claimed: true, reason: "registered" },
      takeover: [expect.objectContaining({ dev: "sda", wwid, refused: `path-no-id: ${UNNAMED}` })],
    });
  });
});

describe("a claimed path, when the mode becomes strict", () => {
  const udev = { DM_MULTIPATH_DEVICE_PATH: "1" };
  const disks = [disk(0, { udev }), disk(1, { udev })];
  const listed = { [`/etc/pathplug/luns.d/naa.${naa}`]: `PATHPLUG_FORMAT=1\nPATHPLUG_WWID=${wwid}\n` };

  it.each([
    ["goes back where no map holds it and the registry does not list it", {}, [], ["sda", "sdb"]],
    ["stays where the registry lists it", listed, [], []],
    ["stays where a map holds it", {}, [map], []],
  ])("%s", async (_, files, maps, triggered) => {
    const machine = await readMachine(memorySystem({ disks, maps, files: { ...armed, ...files } }));
    expect(disksToTrigger(planTakeover(machine, profiles, "strict"))).toEqual(triggered);
    expect(planTakeover(machine, profiles, "known")).toEqual([]);
  });
});
