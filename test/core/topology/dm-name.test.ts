import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { renderConcise } from "../../../core/render/dm-concise.ts";
import {
  dmNameProblem,
  dmUuidProblem,
  mangleDmName,
  unmangleDmName,
} from "../../../core/topology/dm-name.ts";

describe("a name in the kernel", () => {
  it.each([
    ["mpatha", "mpatha"],
    ["a b", "a\\x20b"],
    ["iqn.2003-01.org:x,t,0x1", "iqn.2003-01.org:x\\x2ct\\x2c0x1"],
    ["a;b'c\"d$", "a\\x3bb\\x27c\\x22d\\x24"],
    ["é", "\\xc3\\xa9"],
    ["0-9A-Za-z#+-.:=@_", "0-9A-Za-z#+-.:=@_"],
  ])("has every sign but libdm's own as hex: %s", (name, mangled) => {
    expect(mangleDmName(name)).toBe(mangled);
    expect(unmangleDmName(mangled)).toBe(name);
  });

  it("gives the name back", () => {
    const texts = fc.string({ unit: "binary" }).filter((text) => !/[\\\ud800-\udfff]/.test(text));
    fc.assert(fc.property(texts, (text) => unmangleDmName(mangleDmName(text)) === text));
  });
});

describe("a text that cannot be", () => {
  it.each([
    ...["", ".", "..", "control", "-f", "a/b", "a\\b", "a b", "a\nb", "\u001b[31m"],
    ...["x".repeat(128), ",".repeat(32)],
  ])("a name is told: %j", (name) => {
    expect(dmNameProblem(name)).toBeDefined();
  });

  it.each(["a b", "a\\b", "a\u0000", "x".repeat(129)])("a UUID is told: %j", (uuid) => {
    expect(dmUuidProblem(uuid)).toBeDefined();
  });

  it.each(["mpatha", "a.b", "x".repeat(127), "..."])("is not one that can: %s", (name) => {
    expect(dmNameProblem(name)).toBeUndefined();
  });
});

describe("concise creation", () => {
  const map = { name: "a", uuid: "mpath-1", readOnly: false, table: "0 8 multipath 0 0 0 0" };

  it("takes all maps in one text", () => {
    expect(renderConcise([map, { ...map, name: "b", readOnly: true }])).toBe(
      "a,mpath-1,,rw,0 8 multipath 0 0 0 0;b,mpath-1,,ro,0 8 multipath 0 0 0 0",
    );
  });

  it("escapes what separates", () => {
    expect(renderConcise([{ ...map, name: "a,b;c\\x20d" }])).toBe(
      "a\\,b\\;c\\\\x20d,mpath-1,,rw,0 8 multipath 0 0 0 0",
    );
  });
});
