import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { keptProperties } from "../../core/render/kept-properties.ts";
import { type AllowedPrograms, lintRules, readRuleLines } from "./rule-lines.ts";

const root = new URL("../../", import.meta.url).pathname;
const files = ["rules", "rules/debian", "rules/fedora"].flatMap((directory) =>
  readdirSync(`${root}${directory}`)
    .filter((name) => name.endsWith(".rules"))
    .map((name) => `${directory}/${name}`),
);
const read = (path: string) => readFileSync(`${root}${path}`, "utf8");

/** The whole list. Whoever adds to it makes every event of every storm dearer. */
const allowed: AllowedPrograms = {
  RUN: [
    "/usr/bin/touch /run/pathplug/queue/$kernel",
    "/usr/bin/touch /run/pathplug/queue/all",
    "/usr/bin/touch /run/pathplug/recheck/$kernel",
    "/usr/bin/touch /run/pathplug/recheck/rescan-$kernel",
    "/usr/bin/touch /run/pathplug/recheck/target-$kernel",
    "/usr/lib/pathplug/suspect $kernel $env{SDEV_UA}",
    "/usr/lib/pathplug/nvme-iopolicy $kernel $env{PATHPLUG_NVME_IOPOLICY}",
    "/usr/bin/touch /run/pathplug/left /run/pathplug/in-use/$env{DISKSEQ}",
    "/bin/rm -f /run/pathplug/in-use/$env{DISKSEQ}",
  ],
  IMPORT: ["/usr/lib/udev/kpartx_id "],
};

/** Version of udevadm where it can verify rules (from 254). */
function verifyingUdevadm(): boolean {
  try {
    return Number.parseInt(execFileSync("udevadm", ["--version"], { encoding: "utf8" }), 10) >= 254;
  } catch {
    return false;
  }
}

describe("the committed rules", () => {
  it.each(files)("%s has a sound structure", (file) => {
    expect(lintRules(file, read(file), allowed)).toEqual([]);
  });

  it("are eight files: the claim rule, those of SCSI devices, tapes and NVMe subsystems, and owner and map rule in two styles", () => {
    expect(files).toEqual([
      "rules/59-pathplug-claim.rules",
      "rules/59-pathplug-scsi.rules",
      "rules/61-pathplug-tape.rules",
      "rules/72-pathplug-nvme.rules",
      "rules/debian/55-pathplug-owner.rules",
      "rules/debian/56-pathplug-map.rules",
      "rules/fedora/10-pathplug-owner.rules",
      "rules/fedora/11-pathplug-map.rules",
    ]);
  });

  it.each([
    ["debian", ["55-dm", "55-pathplug-owner", "56-dm-mpath", "56-pathplug-map", "60-persistent-storage-dm"]],
    ["fedora", ["10-dm", "10-pathplug-owner", "11-dm-mpath", "11-pathplug-map", "13-dm-disk"]],
    [
      "debian",
      ["58-scsi-sg3_symlink", "59-pathplug-claim", "60-block", "60-multipath", "60-persistent-storage"],
    ],
    ["fedora", ["59-pathplug-claim", "60-block", "60-persistent-storage", "62-multipath"]],
    ["both", ["55-scsi-sg3_id", "60-persistent-storage-tape", "61-pathplug-tape", "99-systemd"]],
  ])("sort among their neighbours on %s: %j", (_, names) => {
    const sorted = names.map((name) => `${name}.rules`);
    expect([...sorted].sort()).toEqual(sorted);
  });

  it("differ between the styles in comments alone", () => {
    const rules = (file: string) => readRuleLines(read(file)).map(({ tokens }) => tokens);
    expect(rules("rules/fedora/10-pathplug-owner.rules")).toEqual(
      rules("rules/debian/55-pathplug-owner.rules"),
    );
    expect(rules("rules/fedora/11-pathplug-map.rules")).toEqual(rules("rules/debian/56-pathplug-map.rules"));
  });

  it("name only reasons that are documented", () => {
    const documented = read("docs/rules.md");
    const reasons = readRuleLines(read("rules/59-pathplug-claim.rules"))
      .flatMap(({ tokens }) => tokens)
      .filter(({ attribute, operator }) => attribute === "PATHPLUG_CLAIM_REASON" && operator === "=")
      .map(({ value }) => value);
    expect(reasons.length).toBeGreaterThan(8);
    expect(reasons.filter((reason) => !documented.includes(`\`${reason}\``))).toEqual([]);
  });

  it("test whether they may act before they read anything", () => {
    const lines = readRuleLines(read("rules/59-pathplug-claim.rules"));
    const armed = lines.findIndex(({ tokens }) => tokens[0]?.value === "/run/pathplug/armed");
    const before = lines.slice(0, armed).flatMap(({ tokens }) => tokens.map(({ key }) => key));
    expect(armed).toBeGreaterThan(0);
    expect(new Set(before)).toEqual(new Set(["ACTION", "GOTO", "SUBSYSTEM", "KERNEL"]));
  });

  it.each(files)("%s leaves what it is not about by its first line, at the least cost", (file) => {
    const { tokens = [] } = readRuleLines(read(file))[0] ?? {};
    expect(tokens.map(({ key, operator }) => `${key}${operator}`)).toEqual(["SUBSYSTEM!=", "GOTO="]);
  });

  it("claim by no registry file that names no WWID", () => {
    const lines = readRuleLines(read("rules/59-pathplug-claim.rules"));
    const imports = lines.flatMap(({ tokens }, index) =>
      tokens.some(({ value }) => value.includes("/luns.d/")) ? [index] : [],
    );
    expect(imports).toHaveLength(2);
    for (const index of imports) {
      expect(lines[index]?.tokens).toHaveLength(1);
      expect(lines[index + 1]?.tokens).toMatchObject([
        { key: "ENV", attribute: "PATHPLUG_WWID", operator: "==", value: "?*" },
        { key: "GOTO", value: "pathplug_claim_registered" },
      ]);
    }
    const labelled = (label: string) =>
      lines.findIndex(({ tokens: [first] }) => first?.key === "LABEL" && first.value === label);
    const registered = lines.slice(labelled("pathplug_claim_registered"), labelled("pathplug_claim_take"));
    expect(registered.map(({ tokens }) => tokens.at(-1))).toMatchObject([
      { key: "LABEL" },
      { key: "IMPORT", value: "PATHPLUG_CLAIM_REASON" },
      { key: "GOTO", value: "pathplug_claim_kick" },
      { key: "ENV", operator: "=", value: "registered" },
    ]);
  });

  it("link a tape by an id only where it is no way out of the directory", () => {
    const tokens = readRuleLines(read("rules/61-pathplug-tape.rules")).flatMap((line) => line.tokens);
    const links = tokens.filter(({ key }) => key === "SYMLINK").map(({ value }) => value);
    expect(links).toEqual([
      "pathplug/by-wwid/$env{PATHPLUG_TAPE}$env{.PATHPLUG_KIND}",
      "pathplug/by-wwid/$env{ID_SERIAL}$env{.PATHPLUG_KIND}",
    ]);
    const at = (wanted: Partial<(typeof tokens)[number]>) =>
      tokens.findIndex((token) =>
        Object.entries(wanted).every(([key, value]) => token[key as "key"] === value),
      );
    const refused = at({ attribute: "PATHPLUG_TAPE", operator: "==", value: "*/*|.*" });
    expect(refused).toBeGreaterThan(0);
    expect(refused).toBeLessThan(at({ key: "SYMLINK" }));
    expect(tokens).toContainEqual({ key: "ENV", attribute: "ID_SERIAL", operator: "!=", value: "*/*" });
    expect(tokens).toContainEqual({ key: "ENV", attribute: "ID_SERIAL", operator: "==", value: "[0-9]*" });
  });

  it("keep every property that links and mounts hang on", () => {
    const kept = [
      "ID_FS_UUID",
      "ID_FS_UUID_ENC",
      "ID_FS_LABEL_ENC",
      "ID_FS_TYPE",
      "ID_FS_USAGE",
      "ID_PART_TABLE_UUID",
    ];
    expect(keptProperties).toEqual(expect.arrayContaining(kept));
    expect(new Set(keptProperties).size).toBe(keptProperties.length);
  });

  it("are accepted by udevadm verify, where this host has one that can", () => {
    if (!verifyingUdevadm()) return; // The rig asks systemd 257 on every run: test/rig/cases/rules-verify.sh.
    expect(() => execFileSync("udevadm", ["verify", ...files.map((file) => root + file)])).not.toThrow();
  });
});

describe("the lint", () => {
  const guard = 'ACTION=="remove", GOTO="end"\n';
  it.each([
    [
      "a rule before the guard",
      'KERNEL=="sd*", GOTO="end"\nLABEL="end"\n',
      '1: ACTION=="remove", GOTO="…" must come',
    ],
    ["a list of actions", `${guard}ACTION!="add|change", GOTO="end"\nLABEL="end"\n`, "2: a list of actions"],
    ["a jump to nowhere", `${guard}KERNEL=="x", GOTO="off"\nLABEL="end"\n`, "2: no label off ahead"],
    ["a jump back", `${guard}LABEL="a"\nGOTO="a"\nLABEL="end"\n`, "3: no label a ahead"],
    ["a label that nobody uses", `${guard}LABEL="b"\nLABEL="end"\n`, "2: nobody goes to b"],
    ["a label that is there twice", `${guard}LABEL="end"\nLABEL="end"\n`, "3: the label end is there twice"],
    ["PROGRAM", `${guard}PROGRAM=="/bin/true"\nLABEL="end"\n`, "2: PROGRAM blocks udevd"],
    ["IMPORT{program}", `${guard}IMPORT{program}="/bin/x"\nLABEL="end"\n`, "2: IMPORT{program} blocks"],
    ["an unknown program", `${guard}RUN+="/bin/node x"\nLABEL="end"\n`, "2: not on the list"],
    [
      "device text in a link",
      `${guard}SYMLINK+="x-$attr{vendor}"\nLABEL="end"\n`,
      "2: text of a device in SYMLINK",
    ],
    [
      "an import after an assignment",
      `${guard}ENV{A}="", IMPORT{db}="A"\nLABEL="end"\n`,
      "2: IMPORT is done before",
    ],
    [
      "a comparison behind an import",
      `${guard}IMPORT{file}="/x", ENV{A}=="?*", GOTO="end"\nLABEL="end"\n`,
      "2: ENV{A} is compared before",
    ],
    ["a line that is no rule", `${guard}KERNEL = sd\nLABEL="end"\n`, "2: not a rule"],
  ])("finds %s", (_, text, finding) => {
    expect(lintRules("a.rules", text, allowed)).toEqual([expect.stringContaining(`a.rules: ${finding}`)]);
  });

  it("joins continued lines and passes over comments", () => {
    const [rule] = readRuleLines('# x\n\nKERNEL=="sd*", \\\n  ENV{A}="b"\n');
    expect(rule).toMatchObject({
      line: 3,
      tokens: [{ key: "KERNEL" }, { key: "ENV", attribute: "A", value: "b" }],
    });
  });
});
