import { describe, expect, it } from "vitest";
import { decideKind, type ExcludableFacts, findExclusion } from "../../../core/claim/exclusion.ts";
import type { CompiledExclusion, ExclusionKind } from "../../../core/profile/compiled.ts";
import { sharedRows } from "../shared-rows.ts";
import { convertRegex } from "./convert-regex.ts";

interface Device {
  readonly vendor: string;
  readonly product: string;
}

type Lists = Readonly<
  Record<"property" | "devnode" | "device" | "protocol" | "wwid", readonly (string | Device)[]>
>;

/** What multipath-tools was observed to say: of one kind, or of a path as a whole. */
interface Row {
  readonly test: string;
  readonly kind: "property" | "devnode" | "device" | "protocol" | "wwid" | "path";
  readonly blacklist: readonly (string | Device)[] | Lists;
  readonly exceptions: readonly (string | Device)[] | Lists;
  readonly value?: string;
  readonly value2?: string;
  readonly properties?: readonly string[];
  readonly uid_attribute?: string | null;
  readonly path?: {
    readonly dev: string;
    readonly vendor: string;
    readonly product: string;
    readonly wwid: string;
    readonly protocol: string;
    readonly properties: readonly string[];
    readonly uid_attribute: string | null;
  };
  readonly result: string;
}

const ownRows: readonly Row[] = [
  {
    test: "listed",
    kind: "wwid",
    blacklist: ["xyzzy"],
    exceptions: [],
    value: "xyzzy",
    result: "wwid_blist",
  },
  {
    test: "excepted",
    kind: "wwid",
    blacklist: [".*"],
    exceptions: ["xyzzy"],
    value: "xyzzy",
    result: "wwid_except",
  },
];

const ourKind = (kind: string): ExclusionKind => (kind === "device" ? "product" : (kind as ExclusionKind));

/** The lists of a row as pathplug has them: each regular expression becomes globs. */
function exclusionsOf({ kind, blacklist, exceptions }: Row): CompiledExclusion[] {
  const entries = (lists: Row["blacklist"], except: boolean): CompiledExclusion[] => {
    const byKind = kind === "path" ? Object.entries(lists as Lists) : [[kind, lists] as const];
    return byKind.flatMap(([name, list]) =>
      (list as readonly (string | Device)[]).flatMap((one): CompiledExclusion[] => {
        const written = typeof one === "string" ? [one] : [one.vendor, one.product];
        const { patterns, excepted } = convertRegex(written);
        const make = (all: readonly string[], isException: boolean): CompiledExclusion => ({
          kind: ourKind(name),
          patterns: all,
          at: "multipath.conf",
          ...(isException ? { except: true as const } : {}),
        });
        return [...patterns.map((all) => make(all, except)), ...excepted.map((all) => make(all, true))];
      }),
    );
  };
  return [...entries(blacklist, false), ...entries(exceptions, true)];
}

function answer(row: Row): string {
  const { value = "", value2 = "", path } = row;
  const names = path?.properties ?? row.properties ?? [];
  const uid = path === undefined ? row.uid_attribute : path.uid_attribute;
  const given = (kind: Row["kind"], values: readonly string[]) =>
    row.kind === kind || path !== undefined ? [values] : [];
  const facts: ExcludableFacts = {
    values: {
      property: row.kind === "property" || path !== undefined ? names.map((name) => [name]) : [],
      devnode: given("devnode", [path?.dev ?? value]),
      product: given("device", [path?.vendor ?? value, path?.product ?? value2]),
      protocol: given("protocol", [path?.protocol ?? value]),
      wwid: given("wwid", [path?.wwid ?? value]),
    },
    wantsProperty: typeof uid === "string" && names.includes(uid),
  };
  const exclusions = exclusionsOf(row);
  // Of a path as a whole an exception is told where it is its WWID's, the last that is asked.
  const found =
    path === undefined
      ? decideKind(exclusions, ourKind(row.kind), facts)
      : (findExclusion(exclusions, facts) ?? decideKind(exclusions, "wwid", facts));
  if (found === undefined) return "nothing";
  const kind = found.kind === "product" ? "device" : found.kind;
  if (found.isExcluded) return `${kind}_${found.by === undefined ? "missing" : "blist"}`;
  return `${kind}_except`;
}

const { source, rows } = sharedRows<Row>("blacklist.jsonl", ownRows);

/**
 * A regular expression that is negated and has alternatives becomes exceptions from `*`: the same paths are excluded, and what
 * is not excluded is so by an exception.
 */
const byException = (row: Row): boolean => JSON.stringify(row.blacklist).includes("!^(");

describe(`exclusions, from ${source}`, () => {
  it.each(
    rows.map(
      (row) => [`${row.test}: ${row.value ?? row.properties ?? row.path?.dev}, ${row.result}`, row] as const,
    ),
  )("decide as observed for %s", (_, row) => {
    const expected = byException(row) && row.result === "nothing" ? `${row.kind}_except` : row.result;
    expect(answer(row)).toBe(expected);
  });
});
