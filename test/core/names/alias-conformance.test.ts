import { describe, expect, it } from "vitest";
import { formatAlias, scanAlias } from "../../../core/names/alias-codec.ts";
import { findBinding, parseBindings } from "../../../core/names/bindings-file.ts";
import { chooseAlias, freeAlias } from "../../../core/names/choose-alias.ts";
import { sharedRows } from "../shared-rows.ts";
import { type AliasRow, ownAliasRows } from "./alias-rows.ts";

/** Rows about what cannot happen here, with the reason. */
const outOfReach: Readonly<Record<string, string>> = {
  fd_mpath_short: "the caller's buffer is too small: texts have no buffer",
  fd_mpath_short1: "the caller's buffer is too small: texts have no buffer",
  sd_noprefix: "no prefix is given: there is always one",
  lb_empty: "no prefix is given: there is always one",
  lb_nomatch_a_bad_check: "no prefix is given: there is always one",
  gufa_empty_new_ro_1: "the file cannot be written: test/worker/assemble/bind-names.test.ts",
};

const { source, rows } = sharedRows<AliasRow>("alias.jsonl", ownAliasRows);
const applicable = rows.filter(({ test }) => outOfReach[test] === undefined);

/** Whether a name is that of a map with another WWID. */
function takenIn(existing: string, wwid: string): (alias: string) => boolean {
  const maps = new Map(existing.split("\n").map((line) => line.split("=") as [string, string]));
  return (alias) => maps.has(alias) && maps.get(alias) !== wwid;
}

function answer(row: AliasRow): unknown {
  if (row.fn === "format") return { alias: formatAlias(row.prefix, row.id) ?? null };
  if (row.fn === "scan") return { id: scanAlias(row.prefix ?? "", row.alias) ?? -1 };
  const bindings = parseBindings(row.bindings);
  const isTaken = takenIn(row.existing_maps, row.wwid);
  if (row.fn === "lookup") {
    const prefix = row.prefix ?? "";
    const alias = findBinding(bindings, row.wwid)?.alias ?? null;
    const free = freeAlias(bindings, prefix, isTaken) ?? "";
    return { alias, free_id: alias === null ? (scanAlias(prefix, free) ?? -1) : 0 };
  }
  const old = row.alias_old === "" ? {} : { old: row.alias_old };
  const chosen = chooseAlias({ bindings, wwid: row.wwid, ...old, prefix: row.prefix, isTaken });
  const isGiven = chosen.kind === "bound" || (chosen.kind === "new" && !row.read_only);
  return { alias: isGiven ? chosen.alias : null };
}

describe(`multipath-tools' answers, from ${source}`, () => {
  it.each(applicable.map((row, index) => [`${row.fn} ${row.test} (${index})`, row] as const))(
    "gives the observed result for %s",
    (_name, row) => {
      expect(row).toMatchObject(answer(row) as object);
    },
  );

  it("covers every row, but those about what cannot happen here", () => {
    expect(applicable.length + Object.keys(outOfReach).length).toBe(
      rows === ownAliasRows ? ownAliasRows.length + 6 : 95,
    );
  });
});
