import { describe, expect, it } from "vitest";
import { identify } from "../../../core/identify/identify.ts";
import { claimKey, isSafeName, registryKeys } from "../../../core/identify/registry-key.ts";
import { resolveWwid, type WwidSources } from "../../../core/identify/resolve-wwid.ts";
import { compareSiblings } from "../../../core/identify/siblings.ts";
import { parseWwidsFile, renderWwidsLines } from "../../../core/identify/wwids-file.ts";
import { designator, fromHex, name, vpd } from "../decode/valid-pages.ts";

const naa = (hex: string) => designator(1, 0, 3, fromHex(hex));
const t10 = (text: string) => designator(2, 0, 1, text);
const nothing: WwidSources = { candidates: [], liveMapWwids: new Set(), wwidsFile: new Set(), idSerials: [] };

describe("the WWID of a LUN", () => {
  const ids = { candidates: ["3a", "1b"], idSerials: ["1b", "1b"] };
  it.each([
    [
      "the registry before all",
      { ...ids, registry: "1r", liveMapWwids: new Set(["3a"]), wwidsFile: new Set(["1b"]) },
      "1r",
      "registry",
    ],
    [
      "a standing map before the wwids file",
      { ...ids, liveMapWwids: new Set(["1b"]), wwidsFile: new Set(["3a"]) },
      "1b",
      "live-map",
    ],
    [
      "the ranking where ID_SERIAL has escapes",
      { ...ids, idSerials: ["1b\\x24", "1b\\x24"] },
      "3a",
      "ranking",
    ],
    ["the wwids file before ID_SERIAL", { ...ids, wwidsFile: new Set(["3a"]) }, "3a", "wwids-file"],
    [
      "a map under an ID_SERIAL that is no candidate",
      { ...nothing, idSerials: ["2x"], liveMapWwids: new Set(["2x"]) },
      "2x",
      "live-map",
    ],
    ["the ID_SERIAL of all paths before our ranking", ids, "1b", "id-serial"],
    [
      "the ID_SERIAL of the paths that udev has processed",
      { ...ids, idSerials: [undefined, "1b"] },
      "1b",
      "id-serial",
    ],
    ["our ranking where no path was processed", { ...ids, idSerials: [undefined] }, "3a", "ranking"],
    ["our ranking where the ID_SERIALs differ", { ...ids, idSerials: ["1b", "3a"] }, "3a", "ranking"],
    ["our ranking where ID_SERIAL is of page 80", { ...ids, idSerials: ["SACME_x_1"] }, "3a", "ranking"],
    ["our ranking where ID_SERIAL is vendor specific", { ...ids, idSerials: ["0ACME_x_1"] }, "3a", "ranking"],
    ["our ranking where ID_SERIAL has a slash", { ...ids, idSerials: ["1a/b"] }, "3a", "ranking"],
    [
      "our ranking where ID_SERIAL is too long for a UUID",
      { ...ids, idSerials: [`3${"0".repeat(130)}`] },
      "3a",
      "ranking",
    ],
    ["our ranking where the registry's is empty", { ...ids, idSerials: [], registry: "" }, "3a", "ranking"],
    [
      "an NVMe ID_SERIAL",
      { ...nothing, idSerials: ["eui.0025b5a1b2c3d4e5"] },
      "eui.0025b5a1b2c3d4e5",
      "id-serial",
    ],
    ["nothing where there is nothing", nothing, undefined, undefined],
  ])("is %s", (_title, sources, wwid, source) => {
    const resolved = resolveWwid({ ...nothing, ...sources });
    expect([resolved.wwid, resolved.source]).toEqual([wwid, source]);
    expect(resolved.reason).not.toBe("");
  });

  it("says when udev disagrees with itself", () => {
    const { findings } = resolveWwid({ ...nothing, idSerials: ["1b", "3a"] });
    expect(findings.map(({ code }) => code)).toEqual(["id-serial-disputed"]);
  });
});

describe("the registry's file names", () => {
  const six = "600507680c80012345670000000000a1";
  it.each([
    [
      "the kernel's id first, then the others",
      vpd(0x83, t10("ACME    s/1"), naa(six), designator(1, 0, 2, fromHex("0025b5a1b2c3d4e5"))),
      [`naa.${six}`, "eui.0025b5a1b2c3d4e5"],
    ],
    [
      "the kernel's T10 id too where it ranks that before NAA 2",
      vpd(0x83, naa("20050763c8012345"), t10("ACME    s2"), t10("ACME    s")),
      ["t10.ACME    s2", "naa.20050763c8012345"],
    ],
    [
      "no T10 id and no NAA 3 beside a better one",
      vpd(0x83, t10("ACME    shared"), naa("30050763c8012345"), naa("50050763c8012345"), naa(six)),
      [`naa.${six}`, "naa.50050763c8012345"],
    ],
    [
      "no T10 id beside a SCSI name string",
      vpd(0x83, t10("ACME    shared"), name(0, `naa.${six}`)),
      [`naa.${six}`],
    ],
    [
      "T10 and NAA 3 where there is nothing better",
      vpd(0x83, t10("ACME    one"), naa("30050763c8012345")),
      ["naa.30050763c8012345", "t10.ACME    one"],
    ],
    ["T10 as the rule sees it", vpd(0x83, t10('AC"ME   a|b;c  ')), ["t10.AC_ME   a_b_c"]],
    [
      "our WWID where the kernel's id is an iqn",
      vpd(0x83, name(0, "iqn.2001-04.com.example:l1")),
      ["iqn.2001-04.com.example:l1", "82001-04.com.example:l1"],
    ],
    ["our WWID where the kernel has no id", vpd(0x83, naa("20050763c8012345")), ["naa.20050763c8012345"]],
    ["nothing where each id would leave the directory", vpd(0x83, t10("../..   /etc")), []],
    ["nothing of ports", vpd(0x83, designator(1, 1, 3, fromHex("50050763c8012345"))), []],
  ])("are %s", (_title, page, keys) => {
    expect(registryKeys(identify({ vpd83: page }))).toEqual(keys);
  });

  it.each([
    ["the kernel's id", "naa.600507680c80012345670000000000a1", "naa.600507680c80012345670000000000a1"],
    ["the id as the rule sees it", 't10.AC"ME   a|b  ', "t10.AC_ME   a_b"],
    ["none for an id with a slash", "t10.AC/../x", undefined],
    ["none for an id with a leading dot", ".hidden", undefined],
    ["none for an id of blanks", "   ", undefined],
    ["none where the kernel has no id", undefined, undefined],
  ])("the claim rule's: %s", (_title, kernelId, expected) => {
    const identity = identify({});
    expect(claimKey(kernelId === undefined ? identity : { ...identity, kernelId })).toBe(expected);
  });

  it.each([
    ["naa.600507680c80012345670000000000a1", true],
    ["t10.AC ME $x%y,?", true],
    ["", false],
    [".", false],
    ["..", false],
    [".hidden", false],
    ["t10.AC/..", false],
    ["a\u0000b", false],
    ["a\nb", false],
    ["x".repeat(255), true],
    ["x".repeat(256), false],
    ["é".repeat(128), false],
  ])("are safe: %j is %s", (id, expected) => {
    expect(isSafeName(id)).toBe(expected);
  });
});

describe("/etc/multipath/wwids", () => {
  const text =
    "# Multipath wwids, Version : 1.0\n# /1commented/\n/3600a/\n\n/1ACME_x y/ trailing\n/3600a/\n/unclosed\n//\n 3600b\n";

  it("is read line by line, everything else being comment", () => {
    expect(parseWwidsFile(text)).toEqual(["3600a", "1ACME_x y"]);
    expect(parseWwidsFile("")).toEqual([]);
  });

  it("is added to without changing a line", () => {
    expect(renderWwidsLines(text.replace(" 3600b\n", ""), ["3600c", "3600a", "3600d"])).toBe(
      "/3600c/\n/3600d/\n",
    );
    expect(renderWwidsLines("/3600a/", ["3600c"])).toBe("\n/3600c/\n");
    expect(parseWwidsFile(renderWwidsLines("", ["3600c"]))).toEqual(["3600c"]);
  });

  it.each([["3600a"], ["with/slash"], ["with\nline"], [""]])("stays as it is for %j", (wwid) => {
    expect(renderWwidsLines(text, [wwid])).toBe("");
  });
});

describe("two paths with one WWID", () => {
  const own = vpd(0x83, naa("50050763c8012345"), t10("ACME    1"), designator(1, 1, 5, 0, 0, 0, 1));
  it.each([
    [
      "agree through another port",
      own,
      vpd(0x83, t10("ACME    1"), naa("50050763c8012345"), designator(1, 1, 5, 0, 0, 0, 2)),
      undefined,
    ],
    [
      "are disputed with another T10 id",
      own,
      vpd(0x83, naa("50050763c8012345"), t10("ACME    2")),
      "identity-disputed",
    ],
    ["are disputed with one designator less", own, vpd(0x83, naa("50050763c8012345")), "identity-disputed"],
    ["are no siblings with another WWID", own, vpd(0x83, naa("50050763c8012346")), undefined],
    ["are no siblings without WWID", vpd(0x83), vpd(0x83), undefined],
  ])("%s", (_title, one, two, code) => {
    const dispute = compareSiblings(identify({ vpd83: one }), identify({ vpd83: two }), "sdb");
    expect(dispute?.code).toBe(code);
  });
});
