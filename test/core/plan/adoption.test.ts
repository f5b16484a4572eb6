import { describe, expect, it } from "vitest";
import { adoptedRegistry, planAdoption } from "../../../core/plan/adoption.ts";
import { judgeMachine } from "../../../core/plan/judge.ts";
import type { LiveMap, MultipathTable } from "../../../core/topology/map.ts";
import { readMachine } from "../../../host/machine.ts";
import { lunPaths } from "../../machines/lun-paths.ts";
import { memorySystem } from "../../machines/machine.ts";
import { compileShipped } from "../../vendor-profiles/shipped.ts";
import { vpd } from "../decode/valid-pages.ts";

const NAA = "600a098000000000000000000000000a";

/** Two paths of a product that no profile knows. */
const disks = lunPaths(2, { vendor: "ACME", product: "ANVIL", revision: "1", naa: NAA });

const table = (features: readonly string[]): MultipathTable => ({
  sectors: 2048,
  features,
  hwhandler: [],
  initialGroup: 1,
  groups: [
    {
      selector: "service-time",
      paths: [
        { devt: "8:0", args: ["1"] },
        { devt: "8:16", args: ["1"] },
      ],
    },
  ],
});

const mapOf = (name: string, wwid: string, features: readonly string[] = []): LiveMap => ({
  name,
  uuid: `mpath-${wwid}`,
  dm: "dm-0",
  openCount: 1,
  readOnly: false,
  suspended: false,
  inactiveTable: false,
  table: table(features),
});

async function adoptionOf(map: LiveMap, serials: readonly string[] = ["S1", "S1"]) {
  const { compiled } = await compileShipped();
  const read = await readMachine(memorySystem({ disks }));
  const paths = read.paths.map((path, at) => ({
    ...path,
    pages: { ...path.pages, "80": vpd(0x80, serials[at] ?? "") },
  }));
  const machine = { ...read, paths, liveMaps: [map] };
  return planAdoption(machine.liveMaps, judgeMachine(machine, compiled));
}

describe("a map of multipathd", () => {
  it("goes on with its name, whoever knows its product, and its LUN is registered by all ids", async () => {
    expect(await adoptionOf(mapOf("mpatha", `3${NAA}`, ["queue_if_no_path"]))).toEqual({
      kept: [],
      adopted: [
        {
          name: "mpatha",
          wwid: `3${NAA}`,
          uuid: `mpath-3${NAA}`,
          devs: ["sda", "sdb"],
          keys: [`naa.${NAA}`],
          alias: "mpatha",
          queues: true,
        },
      ],
    });
  });

  it("that is called by its WWID has no alias", async () => {
    const { adopted } = await adoptionOf(mapOf(`3${NAA}`, `3${NAA}`));
    expect(adopted[0]).not.toHaveProperty("alias");
    expect(adopted[0]?.queues).toBe(false);
  });

  it("with another WWID than its paths have is kept", async () => {
    const { adopted, kept } = await adoptionOf(mapOf("old", "0ACME_ANVIL_1"));
    expect(adopted).toEqual([]);
    expect(kept).toMatchObject([{ name: "old", why: expect.stringContaining("another WWID") }]);
  });

  it("of whose paths one disagrees with the others is kept, and it is said which", async () => {
    const { adopted, kept } = await adoptionOf(mapOf("mpatha", `3${NAA}`), ["S1", "S2"]);
    expect(adopted).toEqual([]);
    expect(kept).toMatchObject([{ name: "mpatha", why: expect.stringMatching(/^sd[ab]: /) }]);
  });
});

describe("the registry", () => {
  const adopted = {
    name: "data",
    wwid: "35a1",
    uuid: "mpath-35a1",
    devs: ["sda"],
    keys: ["naa.5a1", "t10.x"],
    queues: false,
  };
  const known = { wwid: "35a1", alias: "before", sectors: 2048, ids: [], unknown: {} };

  it("keeps what it knows of a LUN, under all its ids, and takes the map's name", () => {
    const registry = adoptedRegistry(new Map([["naa.5a1", known]]), [{ ...adopted, alias: "data" }]);
    expect([...registry]).toEqual(["naa.5a1", "t10.x"].map((key) => [key, { ...known, alias: "data" }]));
    expect(adoptedRegistry(new Map([["naa.5a1", known]]), [adopted]).get("t10.x")?.alias).toBe("before");
  });

  it("gets LUNs that it does not know, and loses none", () => {
    const other = { ...known, wwid: "35b2" };
    const registry = adoptedRegistry(new Map([["naa.5b2", other]]), [adopted]);
    expect(registry.get("naa.5b2")).toBe(other);
    expect(registry.get("naa.5a1")).toEqual({ wwid: "35a1", ids: [], unknown: {} });
  });
});
