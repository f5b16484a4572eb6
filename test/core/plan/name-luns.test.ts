import { describe, expect, it } from "vitest";
import { bindingContradictions } from "../../../core/plan/binding-contradictions.ts";
import type { LunJudgement } from "../../../core/plan/judge.ts";
import { judgeMachine } from "../../../core/plan/judge.ts";
import type { Machine } from "../../../core/plan/machine.ts";
import type { CompiledProfiles } from "../../../core/profile/compiled.ts";
import type { RegistryEntry } from "../../../core/registry/entry.ts";
import type { LiveMap } from "../../../core/topology/map.ts";
import { readMachine } from "../../../host/machine.ts";
import type { DiskSpec } from "../../machines/disk.ts";
import { memorySystem } from "../../machines/machine.ts";
import { compileShipped } from "../../vendor-profiles/shipped.ts";

const W = [0, 1, 2].map((lun) => `3600a09800000000000000000000000a${lun}`);
/** LUN 2 comes first: sda and sdb are its paths. */
const disks = [2, 2, 0, 0, 1, 1].map(
  (lun, index): DiskSpec => ({
    dev: `sd${"abcdef"[index]}`,
    devt: `8:${index * 16}`,
    hctl: `${index}:0:0:${lun}`,
    vendor: "NETAPP",
    product: "LUN C-Mode",
    revision: "9000",
    naa: W[lun]?.slice(1) ?? "",
    serial: `S${lun}`,
    tpgs: 0,
  }),
);

interface Given {
  readonly bindings?: string;
  /** Aliases of the registry by LUN. */
  readonly remembered?: Readonly<Record<number, string>>;
  /** Names of the maps that stand by LUN. */
  readonly standing?: Readonly<Record<number, string>>;
  readonly otherNames?: readonly string[];
  /** Aliases of pathplug.json by LUN. */
  readonly aliases?: Readonly<Record<number, string>>;
  readonly prefix?: string;
  readonly off?: true;
}

async function named(given: Given): Promise<{ names: readonly string[]; told: readonly string[] }> {
  const { compiled } = await compileShipped();
  const settings = {
    user_friendly_names: given.off === undefined,
    ...(given.prefix === undefined ? {} : { alias_prefix: given.prefix }),
  };
  const luns = Object.entries(given.aliases ?? {}).map(([lun, alias]) => ({
    wwid: W[Number(lun)] ?? "",
    alias,
  }));
  const profiles: CompiledProfiles = {
    ...compiled,
    site: { luns, overrides: { source: "site", settings } },
  };
  const read = await readMachine(memorySystem({ disks }));
  const entries = Object.entries(given.remembered ?? {}).map(([lun, alias]): [string, RegistryEntry] => [
    lun,
    { wwid: W[Number(lun)] ?? "", alias, ids: [], unknown: {} },
  ]);
  const liveMaps = Object.entries(given.standing ?? {}).map(
    ([lun, name]): LiveMap => ({
      name,
      uuid: `mpath-${W[Number(lun)]}`,
      dm: `dm-${lun}`,
      openCount: 0,
      readOnly: false,
      suspended: false,
      inactiveTable: false,
    }),
  );
  const { bindings: _, ...rest } = read;
  const machine: Machine = {
    ...rest,
    registry: new Map(entries),
    liveMaps,
    otherNames: given.otherNames ?? [],
    ...(given.bindings === undefined ? {} : { bindings: given.bindings }),
  };
  const judgement = judgeMachine(machine, profiles);
  const nameOf = ({ decision, newBinding }: LunJudgement): string =>
    `${decision?.alias ?? "-"}${newBinding === undefined ? "" : ` new ${newBinding}`}`;
  return {
    names: W.map((wwid) => judgement.luns.filter(({ lun }) => lun.wwid === wwid).map(nameOf)[0] ?? "none"),
    told: [...judgement.findings, ...bindingContradictions(machine, judgement)].map(
      ({ subject, message }) => `${subject}: ${message}`,
    ),
  };
}

describe("the names of LUNs with user_friendly_names", () => {
  it.each<[string, Given, readonly string[]]>([
    ["none without the setting", { bindings: `mpatha ${W[0]}\n`, off: true }, ["-", "-", "-"]],
    [
      "ids in the order of the disks",
      { bindings: "" },
      ["mpathb new mpathb", "mpathc new mpathc", "mpatha new mpatha"],
    ],
    [
      "what the file binds, and the lowest ids that are free",
      { bindings: `mpatha W9\ndata ${W[1]}\nmpathc ${W[2]}\n` },
      ["mpathb new mpathb", "data", "mpathc"],
    ],
    [
      "another prefix",
      { bindings: "", prefix: "shop" },
      ["shopb new shopb", "shopc new shopc", "shopa new shopa"],
    ],
    [
      "no id that another device has",
      { bindings: "", otherNames: ["mpatha"] },
      ["mpathc new mpathc", "mpathd new mpathd", "mpathb new mpathb"],
    ],
    [
      "an alias in pathplug.json, which needs no binding; nobody else gets it",
      { bindings: "", aliases: { 0: "mpathb" } },
      ["mpathb", "mpathc new mpathc", "mpatha new mpatha"],
    ],
    [
      "what the registry remembers, which is bound again where the file has lost it",
      { bindings: "", remembered: { 0: "mpatha", 1: "shop" } },
      ["mpatha new mpatha", "shop", "mpathb new mpathb"],
    ],
    [
      "a map that stands keeps its name, which is bound where it has an id",
      { bindings: "", standing: { 0: "mpathx", 1: W[1] ?? "", 2: "shop" } },
      ["- new mpathx", "-", "-"],
    ],
    [
      "the name of a LUN that is not there is kept for it",
      { bindings: "", remembered: { 2: "mpathb" }, aliases: { 2: "other" } },
      ["mpatha new mpatha", "mpathc new mpathc", "other"],
    ],
    ["none where the file cannot be read to its end", {}, ["-", "-", "-"]],
  ])("%s", async (_name, given, wanted) => {
    const { names, told } = await named(given);
    expect(names).toEqual(wanted);
    expect(told).toEqual([]);
  });

  it.each<[string, Given, readonly string[], string]>([
    [
      "a binding whose alias another map has: the WWID",
      { bindings: `mpatha ${W[0]}\nmpathb ${W[1]}\nmpathc ${W[2]}\n`, standing: { 1: "mpatha" } },
      ["-", "-", "mpathc"],
      `${W[0]}: its alias mpatha is another's|${W[1]}: keeps the name mpatha, which is bound to ${W[0]}`,
    ],
    [
      "two bindings that have changed places",
      {
        bindings: `mpatha ${W[1]}\nmpathb ${W[0]}\nmpathc ${W[2]}\n`,
        standing: { 0: "mpatha", 1: "mpathb" },
      },
      ["-", "-", "mpathc"],
      `${W[0]}: keeps the name mpatha, which is bound to ${W[1]}|${W[1]}: keeps the name mpathb, which is bound to ${W[0]}`,
    ],
    [
      "a binding that was changed by hand",
      { bindings: `data ${W[0]}\nmpathb ${W[1]}\nmpathc ${W[2]}\n`, remembered: { 0: "mpatha" } },
      ["mpatha", "mpathb", "mpathc"],
      `${W[0]}: keeps the name mpatha, though it is bound to data`,
    ],
    [
      "a name that pathplug.json has given to another LUN since",
      {
        bindings: "",
        remembered: { 0: "mpathx", 1: "shop", 2: "mpatha" },
        aliases: { 0: "mpatha", 2: "data" },
      },
      ["mpatha", "shop", "data"],
      `mpatha: the site's settings give it to another LUN than ${W[2]}`,
    ],
    [
      "the same with user_friendly_names: the LUN gets the lowest free id",
      { bindings: "", remembered: { 2: "data" }, aliases: { 0: "data" } },
      ["data", "mpathb new mpathb", "mpatha new mpatha"],
      `data: the site's settings give it to another LUN than ${W[2]}`,
    ],
    [
      "a WWID with two aliases",
      { bindings: `mpatha ${W[0]}\nmpathb ${W[1]}\nmpathc ${W[2]}\nmpathd ${W[0]}\n` },
      ["mpatha", "mpathb", "mpathc"],
      `${W[0]}: has the alias mpatha in line 1, and mpathd too`,
    ],
  ])("tells of %s", async (_name, given, wanted, wantedTold) => {
    const { names, told } = await named(given);
    expect(names).toEqual(wanted);
    expect(told.toSorted().join("|")).toBe(wantedTold);
  });
});
