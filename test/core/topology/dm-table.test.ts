import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseStatus, parseStatusParams } from "../../../core/topology/dm-status.ts";
import { parseTable, parseTableLine, parseTableParams } from "../../../core/topology/dm-table.ts";
import type { MultipathTable } from "../../../core/topology/map.ts";
import { isBioBased } from "../../../core/topology/same-table.ts";
import { renderTable } from "../../../core/topology/table-line.ts";
import { sharedRows } from "../shared-rows.ts";
import { anyTable } from "./table-generators.ts";

/** One observed answer: group status 3 active, 2 disabled, 1 enabled; path state 2 active, 1 failed; queue_mode 1 bio. */
interface Row {
  readonly params: string;
  readonly status: string | null;
  readonly rc: number;
  readonly features?: string;
  readonly hwhandler?: string;
  readonly selector?: string;
  readonly nextpg?: number;
  readonly queue_mode?: number;
  readonly queuedio?: number;
  readonly pgs?: readonly {
    readonly status: number;
    readonly paths: readonly (readonly [string, number, number])[];
  }[];
}

const own: readonly Row[] = [
  {
    params: "1 queue_if_no_path 0 1 1 service-time 0 1 1 8:16 1",
    status: "2 0 0 0 1 1 A 0 1 2 8:16 A 0 0 1",
    rc: 0,
    features: "1 queue_if_no_path",
    hwhandler: "0",
    selector: "service-time 0",
    nextpg: 1,
    queue_mode: 2,
    queuedio: 0,
    pgs: [{ status: 3, paths: [["8:16", 2, 0]] }],
  },
];

/**
 * Rows believed to be wrong: the reference's word reader gives the last word of a text again and again, so that a
 * table cut in the middle is completed from its own end (a selector argument count "service-time", a path twice).
 * The kernel never prints these; a table that ends early is refused here.
 */
const doubted: Readonly<Record<string, string>> = {
  "0": "has a feature count only; the reference reads that word as all the others too",
  "0 0": "has no group count; the reference reads the last 0 as both that follow",
  "0 0 1 1 service-time":
    "ends after the selector's name; the reference takes the name as its argument count",
  "0 0 1 1 service-time 0 2 1 8:16":
    "names one of two paths; the reference takes it twice, and 8 as its repeat count",
};

const { source, rows } = sharedRows("dmtable_parse.jsonl", own);
const sound = rows.filter((row) => doubted[row.params] === undefined);
const strange = rows.filter((row) => doubted[row.params] !== undefined);

function counted(words: readonly string[]): string {
  return [words.length, ...words].join(" ");
}

function answer(row: Row): Partial<Row> {
  const parsed = parseTableParams(row.params, 100);
  if (parsed.kind === "broken") return { rc: 1 };
  const { features, hwhandler, groups, initialGroup } = parsed.value;
  const status = row.status === null ? undefined : parseStatusParams(row.status);
  const live = status?.kind === "parsed" ? status.value : undefined;
  const groupNumbers = { active: 3, disabled: 2, enabled: 1 } as const;
  return {
    rc: 0,
    features: counted(features),
    hwhandler: counted(hwhandler),
    selector: groups[0]?.selector ?? "",
    nextpg: initialGroup,
    queue_mode: isBioBased(features) ? 1 : 2,
    queuedio: live?.queuedIo ?? 0,
    pgs: groups.map((group, at) => {
      const ofGroup = live?.groups[at];
      return {
        status: ofGroup === undefined ? 0 : groupNumbers[ofGroup.state],
        paths: group.paths.map(({ devt }, index) => {
          const path = ofGroup?.paths[index];
          return [
            devt,
            path === undefined ? 0 : path.state === "active" ? 2 : 1,
            path?.failCount ?? 0,
          ] as const;
        }),
      };
    }),
  };
}

describe(`multipath-tools' reading of tables, from ${source}`, () => {
  it.each(sound.map((row) => [`"${row.params}"${row.status === null ? "" : " with status"}`, row] as const))(
    "reads %s as observed",
    (_name, row) => {
      expect(row).toMatchObject(answer(row));
    },
  );

  it.each(strange.map(({ params }) => [params, doubted[params] ?? ""] as const))(
    'refuses "%s", which %s',
    (params) => {
      expect(parseTableParams(params, 100).kind).toBe("broken");
    },
  );

  it("counts every row", () => {
    expect(sound.length + strange.length).toBe(rows.length);
  });
});

describe("table lines", () => {
  it.each([
    ["mpatha: 0 2048 multipath 0 0 1 1 service-time 0 1 1 8:16 1", "mpatha"],
    ["0 2048 multipath 0 0 1 1 service-time 0 1 1 8:16 1", undefined],
    ["8iqn.2003-01.org.x:t\\x2c1: 0 2048 multipath 0 0 0 0", "8iqn.2003-01.org.x:t\\x2c1"],
  ])("are read with or without their name: %s", (line, name) => {
    expect(parseTableLine(line)).toMatchObject({ kind: "parsed", value: { start: 0, length: 2048 } });
    const parsed = parseTableLine(line);
    expect(parsed.kind === "parsed" && parsed.value.name).toBe(name);
  });

  it.each([
    ["mpatha: ", 1],
    ["0 2048 linear 8:16 0", 1],
    ["8 2048 multipath 0 0 0 0", 1],
    ["0 2048 multipath x 0 0 0", 18],
    ["a: 0 2048 multipath 0 0 1 1 service-time 0 1 1 nope 1", 48],
    ["0 2048 multipath 0 0 0 0 9", 26],
    ["0 2048 multipath 0 0 1", 23],
  ])("that are broken are told with their column: %s", (line, column) => {
    const parsed = parseTable(line);
    expect(parsed.kind).toBe("broken");
    expect(parsed.kind === "broken" && parsed.diagnostic).toMatchObject({
      code: "table-syntax",
      place: { column },
    });
  });

  it("of a status are told as such", () => {
    expect(parseStatus("m: 0 8 linear")).toMatchObject({
      kind: "broken",
      diagnostic: { code: "status-syntax", subject: "m" },
    });
    expect(parseStatus("m: 0 8 multipath 2 0 0 0 1 1 A 0 2 0 8:16 A 0")).toMatchObject({ kind: "broken" });
  });

  it("never make the parsers throw", () => {
    const word = fc.constantFrom(
      "0",
      "1",
      "2",
      "multipath",
      "service-time",
      "8:16",
      "A",
      "F",
      "99999999999999999999",
      ":",
      "m:",
    );
    const lines = fc.oneof(
      fc.string(),
      fc.array(word, { maxLength: 30 }).map((words) => words.join(" ")),
    );
    fc.assert(
      fc.property(lines, (line) => {
        parseTable(line);
        parseStatus(line);
        parseStatusParams(line);
      }),
      { numRuns: 5000 },
    );
  });
});

it("a rendered table is read back as it was", () => {
  fc.assert(
    fc.property(anyTable, (table: MultipathTable) => {
      expect(parseTable(renderTable(table))).toEqual({ kind: "parsed", value: table });
    }),
    { numRuns: 1000 },
  );
});
