import { describe, expect, it } from "vitest";
import { type Migration, toSiteSettings } from "../../../core/migrate/to-site-settings.ts";
import type { Profile } from "../../../core/profile/profile.ts";
import { matching } from "../profile/written.ts";
import { parsed } from "./conf-text.ts";

function migrated(text: string, known: readonly Profile[] = []): Migration {
  return toSiteSettings(parsed(text).conf, known);
}

/** `keyword why` of what was left. */
function leftOf({ left }: Migration): readonly string[] {
  return left.map(({ keyword, why }) => `${keyword} ${why}`);
}

describe("the lists", () => {
  it.each<[string, string, string, unknown, readonly string[]]>([
    ["a WWID, found anywhere", "wwid", "36005", { exclude: { wwid: ["*36005*"] } }, []],
    ["alternatives", "wwid", "^(36|2)", { exclude: { wwid: ["36*", "2*"] } }, []],
    ["everything else", "wwid", "!^36", { exclude: { wwid: ["!36*"] } }, []],
    ["an exclamation mark", "wwid", "\\!36", {}, ["wwid inexact"]],
    ["what regcomp refuses", "wwid", "*", {}, ["wwid invalid"]],
    ["what globs cannot say", "wwid", "^(36)+$", {}, ["wwid inexact"]],
    ["other devices", "devnode", "^(loop|ram|dm-)[0-9]*", {}, ["devnode no-effect"]],
    ["other devices and disks", "devnode", "^(loop|sd[ab]$)", { exclude: { devnode: ["sd[ab]"] } }, []],
    ["other devices with odd names", "devnode", "^cciss!c[0-9]d[0-9]*", {}, ["devnode no-effect"]],
    ["all but disks", "devnode", "!^(sd[a-z]|dasd[a-z]|nvme[0-9])", {}, ["devnode no-effect"]],
    ["all but SCSI disks", "devnode", "!^(sd[a-z]|dasd[a-z])", { exclude: { devnode: ["!sd[a-z]*"] } }, []],
    ["all but DASDs", "devnode", "!^dasd[a-z]", { exclude: { devnode: ["*"] } }, []],
    ["protocols", "protocol", "scsi:(usb|ata)$", { exclude: { protocol: ["*scsi:usb", "*scsi:ata"] } }, []],
    [
      "all but several, alone",
      "wwid",
      "!^(36|2)",
      { exclude: { wwid: ["*"] }, exclude_exceptions: { wwid: ["36*", "2*"] } },
      [],
    ],
    [
      "properties, with what multipath-tools has by default",
      "property",
      "^ID_USB",
      { exclude: { property: ["ID_USB*"] }, exclude_exceptions: { property: ["*SCSI_IDENT_*", "*ID_WWN*"] } },
      [],
    ],
    ["all but several properties", "property", "!(A|B)", {}, ["property inexact"]],
  ])("%s", (_, kind, expression, site, left) => {
    const migration = migrated(`blacklist {\n${kind} "${expression}"\n}`);
    expect(migration.site).toEqual(site);
    expect(leftOf(migration)).toEqual(left);
  });

  it("have no exceptions that would undo what else is excluded", () => {
    const migration = migrated('blacklist {\nwwid "!^(36|2)"\nwwid "^3600"\n}');
    expect(migration.site).toEqual({ exclude: { wwid: ["3600*"] } });
    expect(migration.findings.map(({ code, place }) => [code, place?.line])).toEqual([["conf-pattern", 2]]);
  });

  it("take an expression once that is there twice", () => {
    const { site, carried } = migrated("blacklist {\nwwid 36\nwwid 36\n}");
    expect(site).toEqual({ exclude: { wwid: ["*36*"] } });
    expect(carried.flatMap(({ into }) => into)).toEqual([
      "pathplug.json#/exclude/wwid/0",
      "pathplug.json#/exclude/wwid/0",
    ]);
  });

  it.each<[string, string, unknown, readonly string[]]>([
    ["both", 'vendor "^ATA$"\nproduct "SSD"', [{ vendor: "ATA", product: "*SSD*" }], []],
    ["the vendor", "vendor ^ATA", [{ vendor: "ATA*" }], []],
    ["the product", "product LUNZ", [{ product: "*LUNZ*" }], []],
    ["any product", 'vendor ^ATA\nproduct ".*"', [{ vendor: "ATA*" }], []],
    ["any vendor", 'vendor ".*"\nproduct LUNZ', [{ product: "*LUNZ*" }], []],
    ["anything", 'vendor ".*"\nproduct ".*"', [{ product: "*" }], []],
    ["everything else", 'vendor "!^IBM"', [{ vendor: "!IBM*" }], []],
    [
      "alternatives",
      'vendor "^(A|B)$"\nproduct "^(C|D)$"',
      [
        { vendor: "A", product: "C" },
        { vendor: "A", product: "D" },
        { vendor: "B", product: "C" },
        { vendor: "B", product: "D" },
      ],
      [],
    ],
    [
      "one that cannot be said",
      'vendor "^ATA"\nproduct "^(a)*$"',
      undefined,
      ["vendor inexact", "product inexact"],
    ],
    ["all but several", 'vendor "!^(A|B)"', undefined, ["vendor inexact"]],
    ["one that is none", 'vendor "*"\nproduct "^LUN"', [{ product: "LUN*" }], ["vendor invalid"]],
    ["none that is one", 'vendor "*"', undefined, ["vendor invalid"]],
    ["a vendor twice", "vendor A\nvendor ^B", [{ vendor: "B*" }], ["vendor replaced"]],
  ])("by vendor and product: %s", (_, lines, product, left) => {
    const migration = migrated(`blacklist {\ndevice {\n${lines}\n}\n}`);
    expect(migration.site).toEqual(product === undefined ? {} : { exclude: { product } });
    expect(leftOf(migration)).toEqual(left);
  });
});

describe("single LUNs", () => {
  it.each<[string, string, unknown, readonly string[]]>([
    ["alias", "alias data", [{ wwid: "36", alias: "data" }], []],
    [
      "settings",
      "failback 5\nprio_args exclusive_pref_bit",
      [{ wwid: "36", settings: { failback: 5, prio_args: { exclusive_pref_bit: true } } }],
      [],
    ],
    [
      "nothing of use",
      "mode 0660\nreservation_key 0x1",
      undefined,
      ["wwid no-effect", "mode missing", "reservation_key by-command"],
    ],
    ["an alias with a slash", "alias a\nalias b/c", [{ wwid: "36", alias: "a" }], ["alias invalid"]],
    ["an alias with a blank", 'alias "a b"', undefined, ["wwid no-effect", "alias inexact"]],
    ["an alias twice", "alias a\nalias b", [{ wwid: "36", alias: "b" }], ["alias replaced"]],
  ])("%s", (_, lines, luns, left) => {
    const migration = migrated(`multipaths {\nmultipath {\nwwid 36\n${lines}\n}\n}`);
    expect(migration.site).toEqual(luns === undefined ? {} : { luns });
    expect(leftOf(migration)).toEqual(left);
  });

  it("do not share an alias", () => {
    const lun = (wwid: string) => `multipath {\nwwid ${wwid}\nalias data\n}\n`;
    const migration = migrated(`multipaths {\n${lun("1")}${lun("2")}}`);
    expect(migration.site.luns).toEqual([{ wwid: "1", alias: "data" }]);
    expect(leftOf(migration)).toEqual(["wwid no-effect", "alias unsafe"]);
  });

  it("have a WWID that is one", () => {
    expect(leftOf(migrated('multipaths {\nmultipath {\nwwid "a b"\nalias x\n}\n}'))).toEqual([
      "wwid inexact",
      "alias inexact",
    ]);
  });
});

describe("what stands over all", () => {
  it("is overrides, but for its protocols", () => {
    const migration = migrated(
      'overrides {\nno_path_retry queue\nprotocol {\ntype "scsi:fcp"\ndev_loss_tmo 5\n}\n}',
    );
    expect(migration.site).toEqual({ overrides: { no_path_retry: "queue" } });
    expect(leftOf(migration)).toEqual(["type missing", "dev_loss_tmo missing"]);
  });

  it("is a device that fits every array, where nothing else says it", () => {
    const all = (lines: string, product = ".*") =>
      `device {\nvendor ".*"\nproduct "${product}"\n${lines}\n}\n`;
    const migration = migrated(
      `overrides {\nprio const\n}\ndevices {\n${all("prio alua\nfailback 5\nno_path_retry 5\ndetect_prio no")}device {\nvendor V\nproduct P\nfailback 6\n}\n${all("no_path_retry queue", "")}}`,
    );
    expect(migration.site.overrides).toEqual({ prio: "const", no_path_retry: "queue", detect_prio: false });
    expect(leftOf(migration)).toEqual(["prio replaced", "failback inexact", "no_path_retry replaced"]);
  });

  it("is nothing where there is nothing", () => {
    expect(migrated("")).toEqual({ site: {}, profiles: [], carried: [], left: [], findings: [] });
  });

  it("leaves what is unknown, with its place", () => {
    expect(migrated("defaults {\n  colour red\n}").left).toEqual([
      {
        keyword: "colour",
        value: "red",
        place: { file: "multipath.conf", line: 2, column: 3 },
        why: "unknown",
        hint: "multipath-tools has no such keyword there, and ignores it.",
      },
    ]);
  });
});

describe("arrays", () => {
  const known = [
    matching("ibm/2145", { vendor: "IBM", product: "2145*", except: [{ product: "2145-X" }] }),
    matching("ibm/any", { vendor: "IBM" }),
    matching("test/tool", { vendor: "IBM", product: "TOOL" }, { test_only: true }),
  ];
  const device = (vendor: string, product: string, lines = "failback 5", more = "") =>
    `device {\nvendor "${vendor}"\nproduct "${product}"\n${lines}\n${more}}\n`;

  /** `base: clauses` of each profile. */
  function profilesOf(text: string): readonly string[] {
    const { profiles } = migrated(`devices {\n${text}}`, known);
    return profiles.map(({ profile: { extends: base = "-", match = [], settings } }) => {
      const clauses = match.map(({ bus = "", vendor, product = "*", revision, except }) =>
        [bus, vendor, product, revision, except === undefined ? "" : "except"].filter(Boolean).join(" "),
      );
      return `${base}: ${clauses.join(", ")} ${JSON.stringify(settings)}`;
    });
  }

  it.each<[string, string, readonly string[]]>([
    ["that no profile knows", device("^ACME$", "^ANVIL$"), ['-: ACME ANVIL {"failback":5}']],
    ["of eight characters", device("COMPELNT", "^V$"), ['-: COMPELNT V {"failback":5}']],
    ["of a revision", device("^A$", "^B$", "failback 5", "revision ^1$\n"), ['-: A B 1 {"failback":5}']],
    ["within what one knows", device("^IBM$", "^2145"), ['ibm/2145: IBM 2145* except {"failback":5}']],
    ["within what another knows", device("^IBM$", "^1750"), ['ibm/any: IBM 1750* {"failback":5}']],
    [
      "more than one knows",
      device("^IBM$", ".*"),
      ['ibm/2145: IBM 2145* except {"failback":5}', 'ibm/any: IBM * {"failback":5}'],
    ],
    ["of NVMe", device("NVME", "^Pure"), ['-: nvme NVME Pure* {"failback":5}']],
    [
      "of two sections",
      device("^A$", "^B", "failback 5\nprio alua") + device("^A$", "^BC$", "failback 6"),
      ['-: A B* {"failback":5,"prio":"alua"}', '-: A BC {"failback":6,"prio":"alua"}'],
    ],
    [
      "of two, the later one wider",
      device("^A$", "^BC$", "failback 6") + device("^A$", "^B", "failback 5"),
      ['-: A BC {"failback":5}', '-: A B* {"failback":5}'],
    ],
    ["of which nothing is said that has a place", device("^A$", "^B$", "path_checker tur"), []],
    ["whose strings nothing can have", device("^LONGER_THAN_8$", "B"), []],
    ["whose strings cannot be said", device("^A$", "^(B)*$"), []],
  ])("%s", (_, text, expected) => {
    expect(profilesOf(text)).toEqual(expected);
  });

  it("are reported where two sections meet and cannot be told apart", () => {
    const { findings } = migrated(
      `devices {\n${device("^A$", "^B[xy]$")}${device("^A$", "^B[yz]$", "failback 6")}}`,
    );
    expect(findings.map(({ code, message }) => [code, message])).toEqual([
      ["conf-overlap", 'device "^A$ ^B[xy]$" and device "^A$ ^B[yz]$" fit some of the same devices'],
    ]);
  });

  it("are those of the one profile that knows some of them, which is reported", () => {
    const { profiles, findings } = migrated(
      `devices {\n${device("^IB[MN]$", "^2145-8")}}`,
      known.slice(0, 1),
    );
    expect(profiles.map(({ profile }) => profile.extends)).toEqual(["ibm/2145"]);
    expect(findings.map(({ message }) => message)).toEqual([
      'device "^IB[MN]$ ^2145-8" and the profile ibm/2145 fit some of the same devices',
    ]);
  });

  it("exclude their management LUNs", () => {
    const { site } = migrated(`devices {\n${device("^DGC$", ".*", "product_blacklist LUNZ")}}`);
    expect(site).toEqual({ exclude: { product: [{ vendor: "DGC", product: "*LUNZ*" }] } });
  });

  it("have profiles of different names", () => {
    const { profiles } = migrated(
      `devices {\n${device("^A$", "^B C$")}${device("^A$", "^B_C$", "prio alua")}}`,
    );
    expect(profiles.map(({ file, profile }) => [file, profile.name])).toEqual([
      ["multipath-conf-a-b-c.json", "multipath-conf/a-b-c"],
      ["multipath-conf-a-b-c-2.json", "multipath-conf/a-b-c-2"],
    ]);
  });
});
