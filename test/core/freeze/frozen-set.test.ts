import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type Freezable, frozenSet, unknownLuns } from "../../../core/freeze/frozen-set.ts";
import { renderFrozenItem } from "../../../core/render/frozen-item.ts";

const root = new URL("../../../", import.meta.url).pathname;
const entry = (wwid: string) => ({ wwid, ids: [], unknown: {} });
const registry = new Map([
  ["naa.5a1", entry("35a1")],
  ["t10.ATA_x", entry("35a1")],
  ["naa.5b2", entry("35b2")],
]);

/** Lines for a host that has all files and programs, but for some. */
function lines(more: Partial<Freezable> = {}, without: readonly string[] = []): readonly string[] {
  return frozenSet({
    registry,
    needed: { wwids: new Set(["35a1"]), keys: new Set() },
    has: () => true,
    find: (program) => (without.includes(program) ? undefined : `/usr/bin/${program}`),
    rules: new Map(
      [
        "55-dm.rules",
        "55-pathplug-owner.rules",
        "56-pathplug-map.rules",
        "59-pathplug-claim.rules",
        "60-kpartx.rules",
        "60-multipath.rules",
        "61-pathplug-tape.rules",
        "99-systemd.rules",
      ].map((name) => [name, `/usr/lib/udev/rules.d/${name}`]),
    ),
    ...more,
  }).map(renderFrozenItem);
}

describe("the frozen set", () => {
  it("has every LUN of the registry, and maps of those that boot needs, by all their names", () => {
    expect(lines().filter((line) => /luns\.d|^lun /.test(line))).toEqual([
      "file /etc/pathplug/luns.d/naa.5a1",
      "file /etc/pathplug/luns.d/t10.ATA_x",
      "file /etc/pathplug/luns.d/naa.5b2",
      "lun naa.5a1",
      "lun t10.ATA_x",
    ]);
  });

  it("has no map where boot needs none, and the word for all where all are asked for", () => {
    expect(
      lines({ needed: { wwids: new Set(), keys: new Set() } }).filter((line) => line.startsWith("lun ")),
    ).toEqual([]);
    const bare = { registry, has: () => false, find: () => undefined, rules: new Map() };
    expect(frozenSet(bare).map(renderFrozenItem)).toContain("lun all");
  });

  it("has maps of LUNs that are used without one, by the names that they would be registered by", () => {
    const needed = { wwids: new Set<string>(), keys: new Set(["naa.5c3"]) };
    expect(lines({ needed }).filter((line) => line.startsWith("lun "))).toEqual(["lun naa.5c3"]);
  });

  it("lacks maps of LUNs that the registry does not know, and says which", () => {
    const needed = { wwids: new Set(["35a1", "35d4"]), keys: new Set<string>() };
    expect(unknownLuns({ registry, needed })).toEqual(["35d4"]);
    expect(unknownLuns({ registry })).toEqual([]);
  });

  it("has each property that a rule of it reads set by a rule of it", () => {
    const own = readdirSync(`${root}rules/debian`).map((name) => `debian/${name}`);
    const texts = ["59-pathplug-claim.rules", "59-pathplug-scsi.rules", ...own].flatMap((name) => {
      const [, file = ""] = /([^/]+)$/.exec(name) ?? [];
      const listed = lines({ rules: new Map([[file, file]]) }).includes(`file ${file}`);
      return listed ? [readFileSync(`${root}rules/${name}`, "utf8")] : [];
    });
    const all = texts.join("\n");
    const read = new Set([...all.matchAll(/ENV\{(\.PATHPLUG_\w+)\}[!=]=/g)].map(([, name]) => name ?? ""));
    expect(read.size).toBeGreaterThan(1);
    expect([...read].filter((name) => !new RegExp(`ENV\\{\\${name}\\}="`).test(all))).toEqual([]);
  });

  it("has the rules that make maps and partitions, under the distribution's numbers, and no others", () => {
    expect(lines().filter((line) => line.includes("rules.d"))).toEqual(
      ["55-dm", "55-pathplug-owner", "56-pathplug-map", "59-pathplug-claim", "60-kpartx"].map(
        (name) => `file /usr/lib/udev/rules.d/${name}.rules`,
      ),
    );
  });

  it("has the engine and what it runs, or neither", () => {
    expect(lines()).toEqual(
      expect.arrayContaining(["program /usr/bin/qjs", "file /usr/lib/pathplug/worker.js"]),
    );
    const engineless = lines({}, ["qjs"]);
    expect(engineless.filter((line) => /qjs|\.js(on)?$/.test(line))).toEqual([
      "file /etc/pathplug/pathplug.json",
      "file /etc/pathplug/profiles.json",
    ]);
    expect(engineless).toContain("file /usr/lib/pathplug/fallback");
  });

  it("names only what is there", () => {
    expect(lines({ has: (path) => path === "/etc/pathplug/owner" }, ["kpartx"])).toContain(
      "file /etc/pathplug/owner",
    );
    expect(lines({ has: () => false }, ["kpartx"]).filter((line) => /kpartx|owner|wwids/.test(line))).toEqual(
      [],
    );
  });
});
