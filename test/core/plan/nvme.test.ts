import { describe, expect, it } from "vitest";
import { planMachine } from "../../../core/plan/plan-machine.ts";
import { readMachine } from "../../../host/machine.ts";
import { memorySystem } from "../../machines/machine.ts";
import { compileShipped } from "../../vendor-profiles/shipped.ts";

const wwid = "uuid.0ab5b9f0-1c43-4ae4-9a7b-0fbd1ab2a001";

/** An ANA log page that has namespace 1 in one group of a state, in hex. */
const log = (state: number) =>
  ["0100000000000000", "0100000000000000", "02000000", "01000000", "0000000000000000"]
    .concat([`0${state}`, "00".repeat(15), "01000000"])
    .join("");

interface Controller {
  readonly serial?: string;
  readonly transport?: string;
  readonly nguid?: string;
  readonly ana?: number;
}

/** A host with nvme_core.multipath=N and one disk for each controller, all of namespace 1. */
async function plan(controllers: readonly Controller[], multipath = "N") {
  const files: Record<string, string> = {
    "/sys/module/nvme_core/parameters/multipath": `${multipath}\n`,
  };
  const cached: string[] = [];
  for (const [index, { serial = "S1", transport = "tcp", nguid, ana }] of controllers.entries()) {
    const dev = `nvme${index}n1`;
    const block = `/sys/block/${dev}`;
    const id = nguid ?? wwid;
    Object.assign(files, {
      [`${block}/dev`]: `259:${index}\n`,
      [`${block}/diskseq`]: `${index + 5}\n`,
      [`${block}/size`]: "131072\n",
      [`${block}/ro`]: "0\n",
      [`${block}/wwid`]: `${id}\n`,
      [`${block}/nsid`]: "1\n",
      [`${block}/device/state`]: "live\n",
      [`${block}/device/model`]: "ACME Rocket\n",
      [`${block}/device/firmware_rev`]: "1.0\n",
      [`${block}/device/serial`]: `${serial}\n`,
      [`${block}/device/cntlid`]: `${index + 1}\n`,
      [`${block}/device/transport`]: `${transport}\n`,
      [`/run/udev/data/b259:${index}`]: `E:PATHPLUG_ID=${id}\nE:DM_MULTIPATH_DEVICE_PATH=1\n`,
    });
    if (ana !== undefined) cached.push(`${dev} ${index + 5} ${log(ana)}`);
  }
  if (cached.length > 0) files[`/run/pathplug/rtpg/${wwid}`] = `${cached.join("\n")}\n`;
  const { compiled } = await compileShipped();
  const machine = await readMachine(memorySystem({ disks: [], files }));
  return planMachine(machine, compiled).plan;
}

describe("the map of an NVMe namespace", () => {
  it.each<[string, readonly Controller[], string]>([
    [
      "over TCP: bio-based, all paths alike where ANA is not known",
      [{}, {}],
      "0 131072 multipath 2 queue_mode bio 0 1 1 service-time 0 2 1 259:0 1 259:1 1",
    ],
    [
      "by other transports: request-based",
      [{ transport: "rdma" }, { transport: "fc" }],
      "0 131072 multipath 0 0 1 1 service-time 0 2 1 259:0 1 259:1 1",
    ],
    [
      "one path over TCP is enough",
      [{ transport: "rdma" }, { transport: "tcp" }],
      "0 131072 multipath 2 queue_mode bio 0 1 1 service-time 0 2 1 259:0 1 259:1 1",
    ],
    [
      "grouped by ANA, the optimized ones first",
      [{ ana: 2 }, { ana: 1 }, { ana: 3 }],
      "0 131072 multipath 2 queue_mode bio 0 3 1 service-time 0 1 1 259:1 1 service-time 0 1 1 259:0 1 service-time 0 1 1 259:2 1",
    ],
  ])("%s", async (_, controllers, table) => {
    const { actions, refused } = await plan(controllers);
    expect(refused).toEqual([]);
    expect(actions.map(({ kind, name, wwid: id }) => [kind, name, id])).toEqual([["create", wwid, wwid]]);
    expect(actions[0]?.table).toBe(table);
    expect(actions[0]?.spec?.uuid).toBe(`mpath-${wwid}`);
  });

  it.each<[string, readonly Controller[], string?]>([
    ["has one path, as a local disk", [{}]],
    ["is another one on each path", [{}, { nguid: "eui.6e0000000100000024c9d40000000001" }]],
    ["has a disk of the kernel's own multipathing", [{}, {}], "Y"],
  ])("is not made where it %s", async (_, controllers, multipath) => {
    expect((await plan(controllers, multipath)).actions).toEqual([]);
  });

  it("takes no path of another subsystem that has the same id", async () => {
    const { refused } = await plan([{ serial: "S1" }, { serial: "S2" }]);
    expect(refused.map(({ code }) => code)).toEqual(["path-no-majority", "path-no-majority"]);
  });
});
