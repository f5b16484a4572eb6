import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { unitPathName } from "../../../core/render/unit-name.ts";

/** As `systemd-escape --path` of systemd 252 to 257 prints them. */
const names: readonly (readonly [string, string])[] = [
  ["/", "-"],
  ["//", "-"],
  ["/mnt", "mnt"],
  ["/mnt/data/", "mnt-data"],
  ["/mnt//data/./x", "mnt-data-x"],
  ["/a-b/c", "a\\x2db-c"],
  ["/.snap/x.y", "\\x2esnap-x.y"],
  ["/a/.b", "a-.b"],
  ["/with blank", "with\\x20blank"],
  ["/back\\slash", "back\\x5cslash"],
  ["/grün", "gr\\xc3\\xbcn"],
  ["/a:b_c@d", "a:b_c\\x40d"],
];

describe("the name of a mount's unit", () => {
  it.each(names)("of %s is %s", (path, name) => expect(unitPathName(path)).toBe(name));

  it.runIf(existsSync("/usr/bin/systemd-escape"))("is what systemd-escape prints", () => {
    const printed = (path: string): string =>
      execFileSync("systemd-escape", ["--path", path], { encoding: "utf8" }).trim();
    expect(names.map(([path]) => printed(path))).toEqual(names.map(([, name]) => name));
  });
});
