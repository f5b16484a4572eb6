import { describe, expect, it } from "vitest";
import { bindingConflicts } from "../../../core/names/binding-conflicts.ts";
import { addBinding, findBinding, parseBindings } from "../../../core/names/bindings-file.ts";

const HEADER = addBinding("", "mpatha", "W0").replace("mpatha W0\n", "");

describe("reading /etc/multipath/bindings", () => {
  it.each<[string, string, readonly string[]]>([
    ["what multipath-tools writes", `${HEADER}mpatha W0\nmpathb W1\n`, ["mpatha W0", "mpathb W1"]],
    ["blanks, tabs and further words", "  mpatha\t W0  more\n", ["mpatha W0"]],
    ["a comment behind a binding", "mpatha W0 # the shop's\n#mpathb W1\n", ["mpatha W0"]],
    ["an alias without a WWID", "mpatha\nmpathb W1\n", ["mpathb W1"]],
    ["a last line without its end", "mpatha W0\nmpathc W2", ["mpatha W0", "mpathc W2"]],
    ["line ends of another system", "mpatha W0\r\nmpathb W1\r\n", ["mpatha W0", "mpathb W1"]],
    [
      "a comment, which nothing but the end of its line ends",
      "# old\rmpathb W1\n#x\u2028mpathc W2\nmpatha W0 # was\rmpathz\n",
      ["mpatha W0"],
    ],
    ["a WWID that multipath-tools finds too long", `mpatha ${"W".repeat(128)}\n`, []],
    ["the same line twice", "mpatha W0\nmpatha W0\n", ["mpatha W0"]],
    ["nothing", "", []],
  ])("%s", (_name, text, wanted) => {
    expect(parseBindings(text).map(({ alias, wwid }) => `${alias} ${wwid}`)).toEqual(wanted);
    expect(bindingConflicts(text)).toEqual([]);
  });

  it.each<[string, string, readonly string[], string]>([
    [
      "an alias for two WWIDs: the first counts",
      "mpatha W0\nmpatha W1\n",
      ["mpatha W0"],
      "mpatha: is bound to W0 in line 1; line 2 does not count",
    ],
    [
      "a WWID with two aliases: both are read",
      "data W0\n\nmpatha W0\n",
      ["data W0", "mpatha W0"],
      "W0: has the alias data in line 1, and mpatha too",
    ],
  ])("tells of %s", (_name, text, wanted, told) => {
    const findings = bindingConflicts(text);
    expect(parseBindings(text).map(({ alias, wwid }) => `${alias} ${wwid}`)).toEqual(wanted);
    expect(findings.map(({ subject, message }) => `${subject}: ${message}`)).toEqual([told]);
    expect(findings.map(({ code }) => code)).toEqual(["binding-conflict"]);
  });

  it("of two aliases the shorter one is the LUN's, as for multipath-tools", () => {
    expect(findBinding(parseBindings("mpathaa W0\nmpathb W0\n"), "W0")?.alias).toBe("mpathb");
  });
});

describe("adding a binding", () => {
  it.each<[string, string, string, string]>([
    ["to no file: with its head", "", "mpatha W0", `${HEADER}mpatha W0\n`],
    [
      "behind the last that comes before it",
      "mpatha W0\nmpathc W2\n",
      "mpathb W1",
      "mpatha W0\nmpathb W1\nmpathc W2\n",
    ],
    ["in front of the first", `${HEADER}mpathb W1\n`, "mpatha W0", `${HEADER}mpatha W0\nmpathb W1\n`],
    ["behind shorter ones", "mpathz W0\n", "mpathaa W1", "mpathz W0\nmpathaa W1\n"],
    [
      "comments, blanks and broken lines stay",
      "# mine\n\tmpatha   W0 # x\nmpathb\n# the end",
      "mpathc W2",
      "# mine\n\tmpatha   W0 # x\nmpathc W2\nmpathb\n# the end\n",
    ],
    ["to comments alone", "# mine\n", "mpatha W0", "# mine\nmpatha W0\n"],
    ["bytes that are no text stay", "# \udcff\nmpatha W0\n", "mpathb W1", "# \udcff\nmpatha W0\nmpathb W1\n"],
  ])("%s", (_name, text, binding, wanted) => {
    const [alias = "", wwid = ""] = binding.split(" ");
    expect(addBinding(text, alias, wwid)).toBe(wanted);
  });

  it.each([
    ["a blank in the WWID", "mpatha", "t10.A B"],
    ["a comment sign", "mpath#", "W0"],
    ["a line end", "mpatha", "W0\nmpathb"],
    ["no WWID", "mpatha", ""],
    ["a WWID that is too long", "mpatha", "W".repeat(128)],
  ])("leaves the text as it is for %s", (_name, alias, wwid) => {
    expect(addBinding("mpathx W9\n", alias, wwid)).toBe("mpathx W9\n");
  });
});
