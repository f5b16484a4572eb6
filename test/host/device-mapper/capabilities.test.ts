import { describe, expect, it } from "vitest";
import { readMultipathTarget } from "../../../host/device-mapper/capabilities.ts";
import { newRoot, treeSystem, writeFiles } from "../tree-system.ts";

const release = { "/proc/sys/kernel/osrelease": "6.12.0\n" };

describe("the kernel's multipath target", () => {
  it.each([
    ["is loaded", { "/sys/module/dm_multipath/refcnt": "0\n" }, "loaded"],
    ["is a module", { "/lib/modules/6.12.0/kernel/drivers/md/dm-multipath.ko": "" }, "loadable"],
    [
      "is a compressed module",
      { "/usr/lib/modules/6.12.0/kernel/drivers/md/dm-multipath.ko.xz": "" },
      "loadable",
    ],
    [
      "is built in",
      { "/lib/modules/6.12.0/modules.builtin": "kernel/fs/x.ko\nkernel/drivers/md/dm-multipath.ko\n" },
      "loadable",
    ],
    ["is another kernel's", { "/lib/modules/6.1.0/kernel/drivers/md/dm-multipath.ko": "" }, undefined],
    ["is missing", { "/lib/modules/6.12.0/kernel/drivers/md/dm-mod.ko": "" }, undefined],
  ])("%s", (_, files, expected) => {
    const root = newRoot();
    writeFiles(root, { ...release, ...files });
    const { system, calls } = treeSystem(root);
    expect(readMultipathTarget(system)).toBe(expected);
    expect(calls).toEqual([]);
  });
});
