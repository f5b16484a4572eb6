import { describe, expect, it } from "vitest";
import { findExclusion } from "../../../core/claim/exclusion.ts";
import { readStatement } from "../../../core/migrate/conf-statement.ts";
import { confWords } from "../../../core/migrate/conf-words.ts";
import { parseMultipathConf } from "../../../core/migrate/parse-conf.ts";
import { type Migration, toSiteSettings } from "../../../core/migrate/to-site-settings.ts";
import { type Compilation, compileProfiles } from "../../../core/profile/compile.ts";
import { lunSettings } from "../../../core/profile/effective.ts";
import { foldLayers } from "../../../core/profile/fold.ts";
import { matchProfile } from "../../../core/profile/match.ts";
import { site, written } from "../profile/written.ts";
import { sharedRows } from "../shared-rows.ts";

interface LineRow {
  readonly test: string;
  readonly line: string;
  readonly tokens: readonly (string | { readonly quote: true })[];
  readonly value: string | null;
}

const lines = sharedRows<LineRow>("parser.jsonl", [
  {
    test: "quotes",
    line: 'keyword "a ""b"" c" # d',
    tokens: ["keyword", { quote: true }, 'a "b" c', { quote: true }],
    value: 'a "b" c',
  },
]);

describe(`a line, from ${lines.source}`, () => {
  it.each(lines.rows.map((row) => [`${row.test}: ${JSON.stringify(row.line)}`, row] as const))(
    "%s",
    (_, row) => {
      const words = confWords(row.line);
      expect(words.map(({ kind, text }) => (kind === "quote" ? { quote: true } : text))).toEqual(row.tokens);
      const [first, ...rest] = words;
      const statement = first === undefined ? undefined : readStatement([first, ...rest]);
      expect(statement?.kind === "keyword" ? statement.value : null).toBe(row.value);
    },
  );
});

/** What multipath-tools was observed to decide for one path, or for its map. */
interface TableRow {
  readonly test: string;
  readonly obj: "path" | "map";
  /** multipath.conf and two files of conf.d. */
  readonly conf: readonly string[];
  readonly vendor: string;
  readonly product: string;
  readonly wwid: string | null;
  readonly blacklisted?: boolean;
  readonly prio?: string;
  readonly pgpolicy?: string;
  readonly no_path_retry?: number;
}

const table = sharedRows<TableRow>("hwtable.jsonl", [
  {
    test: "two sections",
    obj: "path",
    conf: [
      'devices {\ndevice {\nvendor "^.oo"\nproduct "^.ar"\nprio emc\n}\n}\n',
      "devices {\ndevice {\nvendor foo\nproduct bar\nprio hds\n}\n}\n",
    ],
    vendor: "foo",
    product: "bar",
    wwid: "36",
    blacklisted: false,
    prio: "hds",
  },
]);

/** Prioritizers that pathplug has not, each with one that it has: which section holds is what is compared. */
const stand: Readonly<Record<string, string>> = { emc: "sysfs", hds: "ana", rdac: "alua", const: "const" };

function migrated(conf: readonly string[]): Migration {
  const texts = conf.map((text, index) => {
    const replaced = text.replace(
      /(\bprio\s+"?)(emc|hds|rdac)\b/g,
      (_, before, name) => before + stand[name],
    );
    return { file: `${index}.conf`, text: replaced };
  });
  return toSiteSettings(parseMultipathConf(texts).conf);
}

function compiled({ site: settings, profiles }: Migration): Compilation["compiled"] {
  const files = profiles.map(({ profile, file }) => written(profile, "site", file));
  const compilation = compileProfiles(files, site(settings));
  expect(compilation.findings).toEqual([]);
  return compilation.compiled;
}

const WWID = "TEST-WWID";

function decide({ conf, vendor, product, wwid }: TableRow) {
  const migration = migrated(conf);
  const made = compiled(migration);
  const excluded = findExclusion(made.site.exclusions ?? [], {
    values: {
      devnode: [["sda"]],
      wwid: [[wwid ?? WWID]],
      product: [[vendor, product]],
      property: [],
      protocol: [],
    },
    wantsProperty: false,
  });
  const match = matchProfile(made, { bus: "scsi", vendor, product, revision: "" });
  const lun = lunSettings(made, wwid ?? WWID)?.settings;
  const layers = [...match.layers, ...(lun === undefined ? [] : [{ source: "lun", settings: lun }])];
  return { migration, isExcluded: excluded !== undefined, settings: foldLayers(layers).settings };
}

/** 0 is not set, -1 fail, -2 queue. */
function retryOf(number: number): unknown {
  return number === -2 ? "queue" : number <= 0 ? "fail" : number;
}

/** What cannot be the same, and is told: a class with a bracket in it, a quote in a string, two expressions that overlap. */
const reported = [
  "test_quoted_hwe",
  "test_2_matching_res_hwe_dir",
  "test_blacklist_regex",
  "test_blacklist_regex_matching",
  "test_product_blacklist",
  "test_product_blacklist_matching",
];

describe(`settings of a path, from ${table.source}`, () => {
  const rows = table.rows.filter(({ vendor }) => vendor !== "NVME");
  it.each(
    rows.map((row) => [`${row.test}: ${row.obj} ${row.vendor} ${row.product} ${row.wwid}`, row] as const),
  )("%s", (_, row) => {
    const { migration, isExcluded, settings } = decide(row);
    if (migration.findings.length > 0) {
      expect(reported).toContain(row.test);
      return;
    }
    if (row.blacklisted !== undefined) expect(isExcluded).toBe(row.blacklisted);
    if (isExcluded) return;
    if (row.prio !== undefined) expect(settings.prio).toBe(stand[row.prio]);
    if (row.pgpolicy !== undefined) expect(settings.path_grouping_policy).toBe(row.pgpolicy);
    if (row.no_path_retry !== undefined) expect(settings.no_path_retry).toBe(retryOf(row.no_path_retry));
  });
});
