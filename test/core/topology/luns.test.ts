import { describe, expect, it } from "vitest";
import { type Code, diagnose } from "../../../core/diagnostic/codes.ts";
import type { RegistryEntry } from "../../../core/registry/entry.ts";
import { groupLuns, type KnownLuns } from "../../../core/topology/luns.ts";
import type { PathFacts } from "../../../core/topology/path.ts";
import { lunHex, sampleIdentity, sampleMap, samplePath, samplePaths } from "../sample-path.ts";

const nothing: KnownLuns = { liveMaps: [], wwidsFile: [], registry: [], allowsLocalId: () => false };
const wwid = `3${lunHex}`;

function entry(change: Partial<RegistryEntry> = {}): RegistryEntry {
  return { wwid, ids: [], unknown: {}, ...change };
}

function onlyLun(paths: readonly PathFacts[], known: Partial<KnownLuns> = {}) {
  const { luns } = groupLuns(paths, { ...nothing, ...known });
  expect(luns).toHaveLength(1);
  const [lun] = luns;
  return {
    wwid: lun?.wwid,
    reason: lun?.wwidReason,
    devs: lun?.paths.map(({ dev }) => dev),
    refused: lun?.refused.map(({ subject, code }) => `${subject} ${code}`),
  };
}

describe("the paths of a LUN", () => {
  it("come in order of H:C:T:L, whatever their names and the order they were read in", () => {
    const paths = samplePaths(3, (index) => ({ hctl: `${[10, 2, 1][index]}:0:0:0` }));
    expect(onlyLun(paths).devs).toEqual(["sdc", "sdb", "sda"]);
  });

  it("are told apart by their WWIDs", () => {
    const other = sampleIdentity(lunHex.replace(/a$/, "b"));
    const { luns } = groupLuns(
      samplePaths(4, (index) => (index % 2 === 0 ? {} : { identity: other })),
      nothing,
    );
    expect(luns.map((lun) => lun.paths.map(({ dev }) => dev))).toEqual([
      ["sda", "sdc"],
      ["sdb", "sdd"],
    ]);
  });

  it("without any id are left alone", () => {
    const { wwid: _, ...anonymous } = sampleIdentity(lunHex);
    const { luns, unidentified } = groupLuns([samplePath({ identity: anonymous })], nothing);
    expect(luns).toEqual([]);
    expect(unidentified.map(({ dev }) => dev)).toEqual(["sda"]);
  });
});

describe("the WWID", () => {
  const t10 = "1LIO-ORG_disk_4f1c";
  const named = { ...sampleIdentity(lunHex), candidates: [wwid, t10], sg3Id: t10 };
  const paths = samplePaths(2, () => ({ identity: named }));

  it("is our ranking's where nothing else is known", () => {
    expect(onlyLun(paths).wwid).toBe(wwid);
  });

  it("is udev's ID_SERIAL where all paths have it and it is an id of the LUN", () => {
    expect(onlyLun(paths.map((path) => ({ ...path, idSerial: t10 }))).wwid).toBe(t10);
  });

  it("is not an ID_SERIAL that is no id of the LUN, or not that of all paths", () => {
    expect(onlyLun(paths.map((path) => ({ ...path, idSerial: "1blank" }))).wwid).toBe(wwid);
    const split = paths.map((path, index) => ({ ...path, idSerial: index === 0 ? t10 : wwid }));
    expect(onlyLun(split).wwid).toBe(wwid);
  });

  it("is that of /etc/multipath/wwids before ID_SERIAL, the registry's before both, a live map's before all", () => {
    const known = { wwidsFile: [t10] };
    const serials = paths.map((path) => ({ ...path, idSerial: wwid }));
    expect(onlyLun(serials, known).wwid).toBe(t10);
    const registry = [entry({ ids: [`naa.${lunHex}`] })];
    expect(onlyLun(serials, { ...known, registry }).wwid).toBe(wwid);
    const liveMaps = [sampleMap(["8:0"], { uuid: `mpath-${t10}` })];
    expect(onlyLun(serials, { registry, liveMaps }).wwid).toBe(t10);
  });

  it("is found in the registry under a spelling of another kernel", () => {
    const registry = [entry({ wwid: "1old", ids: [`naa.${lunHex}`] })];
    expect(onlyLun(paths, { registry }).wwid).toBe("1old");
  });

  it("is, of two maps that stand under its ids, that of the one that holds its paths", () => {
    const maps = [wwid, t10].map((id) => sampleMap([], { uuid: `mpath-${id}` }));
    const holder = (id: string) => sampleMap(["8:0", "8:16"], { uuid: `mpath-${id}` });
    for (const id of [wwid, t10]) {
      const liveMaps = [...maps.filter(({ uuid }) => uuid !== `mpath-${id}`), holder(id)];
      expect(onlyLun(paths, { liveMaps }).wwid).toBe(id);
    }
  });

  it("is a lesser id only of the map that holds its paths, never of the wwids file or another map", () => {
    const lesser = "1ARRAY_lesser";
    const identity = { ...sampleIdentity(lunHex), candidates: [wwid, lesser] };
    const two = samplePaths(2, () => ({ identity }));
    const uuid = `mpath-${lesser}`;
    expect(onlyLun(two, { wwidsFile: [lesser] }).wwid).toBe(wwid);
    expect(onlyLun(two, { liveMaps: [sampleMap(["8:160"], { uuid })] }).wwid).toBe(wwid);
    expect(onlyLun(two, { liveMaps: [sampleMap(["8:16"], { uuid })] }).wwid).toBe(lesser);
  });

  it("never is a lesser id that two LUNs share", () => {
    const shared = "1ARRAY_shared";
    const identities = ["a", "b"].map((digit) => {
      const identity = sampleIdentity(lunHex.replace(/a$/, digit));
      return { ...identity, candidates: [identity.wwid ?? "", shared] };
    });
    const two = samplePaths(2, (index) => ({ identity: identities[index] ?? named }));
    const { luns } = groupLuns(two, { ...nothing, wwidsFile: [shared] });
    expect(luns.map((lun) => lun.wwid)).toEqual([wwid, `3${lunHex.replace(/a$/, "b")}`]);
  });
});

describe("a sibling that disagrees", () => {
  it.each([
    ["size", { sectors: 4096 }, "path-size-differs"],
    ["logical block size", { logicalBlockSize: 4096 }, "path-block-size-differs"],
    [
      "designator set",
      { identity: sampleIdentity(lunHex, ["600a0980000000000000000000000fff"]) },
      "path-designators-differ",
    ],
    ["unit serial number", { serial: "S2" }, "path-serial-differs"],
  ] as const)("in %s with the majority is refused with a code", (_what, odd, code) => {
    const paths = samplePaths(3, (index) => (index === 1 ? odd : {}));
    expect(onlyLun(paths)).toMatchObject({ devs: ["sda", "sdc"], refused: [`sdb ${code}`] });
  });

  it.each([
    ["size", { sectors: 4096 }],
    ["unit serial number", { serial: "S2" }],
  ] as const)("in %s one against one gets both refused", (_what, odd) => {
    const paths = samplePaths(2, (index) => (index === 1 ? odd : {}));
    expect(onlyLun(paths)).toMatchObject({
      devs: [],
      refused: ["sda path-no-majority", "sdb path-no-majority"],
    });
  });

  it("is refused when the live map has the other value, though it is in the majority", () => {
    const paths = samplePaths(3, (index) => (index > 0 ? { serial: "S2" } : {}));
    expect(onlyLun(paths, { liveMaps: [sampleMap(["8:0"])] })).toMatchObject({
      devs: ["sda"],
      refused: ["sdb path-serial-differs", "sdc path-serial-differs"],
    });
  });

  it("is refused when the registry remembers the other value", () => {
    const paths = samplePaths(2, (index) => (index === 1 ? { serial: "S2", sectors: 4096 } : {}));
    const registry = [entry({ serial: "S1" })];
    expect(onlyLun(paths, { registry })).toMatchObject({
      devs: ["sda"],
      refused: ["sdb path-serial-differs"],
    });
  });

  it("in serial number is not refused where serial numbers are those of controllers", () => {
    const paths = samplePaths(2, (index) => ({ serial: `S${index}` }));
    expect(onlyLun(paths, { serialPerPort: () => true }).devs).toEqual(["sda", "sdb"]);
  });

  it("does not exist where a path only does not tell its serial number", () => {
    const { serial: _, ...silent } = samplePath({ dev: "sdb", devt: "8:16", hctl: "2:0:0:0" });
    expect(onlyLun([samplePath(), silent]).devs).toEqual(["sda", "sdb"]);
  });

  it("names the next command in its hint", () => {
    const { luns } = groupLuns(
      samplePaths(3, (index) => (index === 1 ? { sectors: 4096 } : {})),
      nothing,
    );
    expect(luns[0]?.refused[0]?.hint).toContain("/sys/block/sdb/device/rescan");
  });
});

describe("sizes", () => {
  const liveMaps = [sampleMap(["8:0", "8:16"])];

  it("that all agree on are the LUN's, whatever the map has", () => {
    const paths = samplePaths(2, () => ({ sectors: 4_194_304 }));
    expect(onlyLun(paths, { liveMaps })).toMatchObject({ devs: ["sda", "sdb"], refused: [] });
  });

  it("larger on one path of the live map do not take it out: a resize is on its way", () => {
    const paths = samplePaths(2, (index) => (index === 1 ? { sectors: 4_194_304 } : {}));
    expect(onlyLun(paths, { liveMaps })).toMatchObject({ devs: ["sda", "sdb"], refused: [] });
    const { findings } = groupLuns(paths, { ...nothing, liveMaps });
    expect(findings.map(({ code, subject }) => `${subject} ${code}`)).toEqual(["sdb path-size-pending"]);
  });

  it.each([1024, 0])(
    "smaller on one path of the live map do not take it out either: %i sectors",
    (sectors) => {
      const paths = samplePaths(2, (index) => (index === 1 ? { sectors } : {}));
      expect(onlyLun(paths, { liveMaps })).toMatchObject({ devs: ["sda", "sdb"], refused: [] });
    },
  );

  it.each([4_194_304, 1024, 0])(
    "other on a path that is not in the live map get it refused: %i sectors",
    (sectors) => {
      const joining = samplePaths(3, (index) => (index === 2 ? { sectors } : {}));
      expect(onlyLun(joining, { liveMaps }).refused).toEqual(["sdc path-size-differs"]);
    },
  );
});

describe("a path that could not tell its size", () => {
  it("has no say in it: it is refused, and the others are not", () => {
    const passive = samplePaths(3, (index) => (index > 0 ? { sectors: 0 } : {}));
    expect(onlyLun(passive)).toMatchObject({
      devs: ["sda"],
      refused: ["sdb path-size-differs", "sdc path-size-differs"],
    });
  });
});

describe("a LUN", () => {
  it("reached twice through one target port keeps the path in use, else the lower LUN number", () => {
    const twice = samplePaths(2, (index) => ({ hctl: `1:0:0:${index}` }));
    expect(onlyLun(twice)).toMatchObject({ devs: ["sda"], refused: ["sdb path-nexus-twice"] });
    expect(onlyLun(twice, { liveMaps: [sampleMap(["8:16"])] })).toMatchObject({
      devs: ["sdb"],
      refused: ["sda path-nexus-twice"],
    });
  });

  it.each<[string, readonly Code[], readonly string[]]>([
    [
      "locally assigned has all its paths refused, unless a profile vouches for the product",
      ["identity-local"],
      ["sda", "sdb"],
    ],
    ["blank is refused whatever a profile says", ["identity-blank"], []],
    ["blank and locally assigned is refused", ["identity-local", "identity-blank"], []],
    ["a target's default is refused", ["identity-default"], []],
    ["cut is refused", ["identity-cut"], []],
    ["contradicted by another of its own is refused", ["identity-local", "designator-contradiction"], []],
  ])("whose id is %s", (_, codes, vouchedFor) => {
    const findings = codes.map((code) => diagnose(code, "vpd-83", "so it is"));
    const paths = samplePaths(2, () => ({
      identity: { ...sampleIdentity(lunHex), unique: false, findings },
    }));
    expect(onlyLun(paths)).toMatchObject({
      devs: [],
      refused: ["sda path-id-not-unique", "sdb path-id-not-unique"],
    });
    expect(onlyLun(paths, { allowsLocalId: () => true }).devs).toEqual(vouchedFor);
  });
});
