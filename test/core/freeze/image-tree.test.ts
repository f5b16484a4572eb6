import { describe, expect, it } from "vitest";
import { decodeText } from "../../../core/bytes/text.ts";
import { parseCpio } from "../../../core/freeze/cpio.ts";
import { ImageTree } from "../../../core/freeze/image-tree.ts";
import { archiveOf, type Stored } from "./archive.ts";

const link = (name: string, target: string): Stored => ({ name, data: target, mode: 0o120777 });
const treeOf = (...stored: readonly Stored[]) => new ImageTree(parseCpio(archiveOf(...stored)).entries);
const read = (tree: ImageTree, path: string) => {
  const bytes = tree.read(path);
  return bytes === undefined ? undefined : decodeText(bytes);
};

describe("the files of an initramfs", () => {
  it("are found through links of directories and of files", () => {
    const tree = treeOf(
      link("bin", "usr/bin"),
      link("sbin", "/usr/sbin"),
      link("usr/sbin", "bin"),
      link("usr/bin/sh", "../lib/busybox"),
      { name: "usr/lib/busybox", data: "busy" },
    );
    for (const path of ["/bin/sh", "/sbin/sh", "/usr/sbin/sh", "/usr/bin/sh"])
      expect(read(tree, path)).toBe("busy");
  });

  it("end where links lead in a ring", () => {
    const tree = treeOf(link("a", "b"), link("b", "a"), link("c", "c/d"));
    for (const path of ["/a", "/a/x", "/c"]) expect(read(tree, path)).toBeUndefined();
  });

  it("are the later ones of two with a name", () => {
    expect(read(treeOf({ name: "a", data: "old" }, { name: "a", data: "new" }), "/a")).toBe("new");
  });

  it("are listed by directory, and are no directories", () => {
    const tree = treeOf(
      { name: "etc/pathplug", mode: 0o040755 },
      { name: "etc/pathplug/luns.d/naa.2", data: "" },
      { name: "etc/pathplug/luns.d/naa.1", data: "" },
    );
    expect(tree.list("/etc/pathplug/luns.d")).toEqual(["naa.1", "naa.2"]);
    expect(tree.list("/none")).toEqual([]);
    expect(tree.read("/etc/pathplug")).toBeUndefined();
  });
});
