import { describe, expect, it } from "vitest";
import { type Freezable, frozenSet } from "../../../core/freeze/frozen-set.ts";
import { renderFrozenItem } from "../../../core/render/frozen-item.ts";

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
    needed: new Set(["35a1"]),
    has: () => true,
    find: (program) => (without.includes(program) ? undefined : `/usr/bin/${program}`),
    list: () => [
      "55-dm.rules",
      "56-pathplug-map.rules",
      "59-pathplug-claim.rules",
      "60-kpartx.rules",
      "60-multipath.rules",
      "61-pathplug-tape.rules",
      "99-systemd.rules",
    ],
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
    expect(lines({ needed: new Set() }).filter((line) => line.startsWith("lun "))).toEqual([]);
    const bare = { registry, has: () => false, find: () => undefined, list: () => [] };
    expect(frozenSet(bare).map(renderFrozenItem)).toContain("lun all");
  });

  it("has the rules that make maps and partitions, under the distribution's numbers, and no others", () => {
    expect(lines().filter((line) => line.includes("rules.d"))).toEqual(
      ["55-dm", "56-pathplug-map", "59-pathplug-claim", "60-kpartx"].map(
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
