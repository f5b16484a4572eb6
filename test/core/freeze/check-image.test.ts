import { describe, expect, it } from "vitest";
import { encodeText } from "../../../core/bytes/text.ts";
import { checkImage, moduleName } from "../../../core/freeze/check-image.ts";
import { parseCpio } from "../../../core/freeze/cpio.ts";
import type { FrozenItem } from "../../../core/freeze/frozen-set.ts";
import { ImageTree } from "../../../core/freeze/image-tree.ts";
import type { RegistryEntry } from "../../../core/registry/entry.ts";
import { renderRegistryEntry } from "../../../core/render/registry.ts";
import { archiveOf } from "./archive.ts";

const LUN = "/etc/pathplug/luns.d/naa.5a1";
const table = (disk: string, features = "1 queue_if_no_path") =>
  `0 2048 multipath ${features} 0 1 1 service-time 0 1 1 ${disk} 1`;
const entry = (more: Partial<RegistryEntry> = {}): string =>
  renderRegistryEntry({ wwid: "35a1", sectors: 2048, table: table("8:0"), ids: [], unknown: {}, ...more });

const items: readonly FrozenItem[] = [
  { kind: "file", path: "/etc/pathplug/owner" },
  { kind: "file", path: "/usr/lib/pathplug/worker.js" },
  { kind: "file", path: "/usr/lib/udev/rules.d/55-dm.rules" },
  { kind: "file", path: LUN },
  { kind: "program", path: "/usr/bin/qjs" },
  { kind: "module", name: "dm_multipath" },
  { kind: "module", name: "dm_io_affinity" },
  { kind: "lun", key: "naa.5a1" },
];

const host: Readonly<Record<string, string>> = {
  "/etc/pathplug/owner": "PATHPLUG_OWNER=pathplug\n",
  "/usr/lib/pathplug/worker.js": "worker 2",
  "/usr/lib/udev/rules.d/55-dm.rules": "the host's",
  [LUN]: entry(),
};

const whole: Readonly<Record<string, string>> = {
  ...host,
  "/etc/pathplug/frozen/naa.5a1": "",
  "/usr/bin/qjs": "qjs",
  "/usr/lib/modules/6.12/kernel/md/dm-multipath.ko.xz": "",
  "/scripts/init-top/pathplug": "",
};

/** What is found in an image that has other files than the whole one; `undefined` for none. */
function check(other: Readonly<Record<string, string | undefined>> = {}, directory = "etc/pathplug/frozen") {
  const files = Object.entries({ ...whole, ...other }).flatMap(([name, data]) =>
    data === undefined ? [] : [{ name: name.slice(1), data }],
  );
  const lib = { name: "lib", data: "usr/lib", mode: 0o120777 };
  const wanted = { name: directory, mode: 0o040755 };
  const image = new ImageTree(parseCpio(archiveOf(lib, wanted, ...files)).entries);
  const { lacks, stale } = checkImage(image, items, {
    read: (path) => (host[path] === undefined ? undefined : encodeText(host[path])),
    modules: (release) => (release === "6.12" ? new Set(["dm_multipath"]) : undefined),
  });
  return [...lacks, ...stale.map(({ path, why }) => `${path} ${why}`)];
}

describe("an initramfs", () => {
  it("that has everything is found fault with in nothing", () => {
    expect(check()).toEqual([]);
  });

  it.each([
    ["a file", { "/etc/pathplug/owner": undefined }, "/etc/pathplug/owner"],
    ["a program", { "/usr/bin/qjs": undefined }, "/usr/bin/qjs"],
    ["a LUN", { [LUN]: undefined }, LUN],
    [
      "a map of boot's",
      { "/etc/pathplug/frozen/naa.5a1": undefined, "/etc/pathplug/frozen/naa.5b2": "" },
      "map of naa.5a1",
    ],
    [
      "a module that the kernel has as a file",
      { "/usr/lib/modules/6.12/kernel/md/dm-multipath.ko.xz": undefined, "/usr/lib/modules/6.12/x": "" },
      "module dm_multipath of 6.12",
    ],
    ["a script that begins", { "/scripts/init-top/pathplug": undefined }, "what starts it"],
  ])("lacks %s", (_, other, lack) => {
    expect(check(other)).toEqual([lack]);
  });

  it("may begin by a unit, and have the maps of all LUNs made", () => {
    const unit = "/usr/lib/systemd/system/pathplug-arm.service";
    expect(check({ "/scripts/init-top/pathplug": undefined, [unit]: "" })).toEqual([]);
    expect(check({ "/etc/pathplug/frozen/naa.5a1": undefined }, "etc/pathplug")).toEqual([]);
  });

  it.each([
    [
      "a program of ours",
      { "/usr/lib/pathplug/worker.js": "worker 1" },
      "/usr/lib/pathplug/worker.js differs from the host's",
    ],
    ["a name", { [LUN]: entry({ alias: "old" }) }, `${LUN} has the name old, which is none now`],
    ["a size", { [LUN]: entry({ sectors: 1024 }) }, `${LUN} has 1024 sectors, which are 2048 now`],
    ["a WWID", { [LUN]: entry({ wwid: "35a2" }) }, `${LUN} has WWID 35a2, which is 35a1 now`],
    [
      "features of a table",
      { [LUN]: entry({ table: table("8:0", "0") }) },
      `${LUN} has a table with other features or another handler`,
    ],
    ["an unreadable entry", { [LUN]: "" }, `${LUN} cannot be read`],
    [
      "a LUN that is gone",
      { "/etc/pathplug/luns.d/naa.5c3": entry({ wwid: "35c3" }) },
      "/etc/pathplug/luns.d/naa.5c3 the host does not know this LUN",
    ],
  ])("has %s that is stale", (_, other, finding) => {
    expect(check(other)).toEqual([finding]);
  });

  it("is not stale for disks that have other numbers, or for what other packages have there", () => {
    expect(check({ [LUN]: entry({ table: table("8:96"), lastPaths: 1, late: 1 }) })).toEqual([]);
    expect(check({ "/usr/lib/udev/rules.d/55-dm.rules": "of another release" })).toEqual([]);
  });
});

it("a module has one name, however its file spells it", () => {
  expect(moduleName("kernel/drivers/md/dm-service-time.ko.zst")).toBe("dm_service_time");
  expect(moduleName("lib/modules/6.12/modules.dep")).toBeUndefined();
});
