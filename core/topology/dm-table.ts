import { diagnose } from "../diagnostic/codes.ts";
import { given } from "../values/given.ts";
import type { MultipathTable, TableGroup } from "./map.ts";
import { type Parsed, TableWords } from "./table-words.ts";

/** A line of `dmsetup table` or `dmsetup status`: `[name: ]start length target params`. */
export interface TableLine {
  readonly name?: string;
  /** 512-byte sectors. */
  readonly start: number;
  readonly length: number;
  readonly target: string;
  readonly params: string;
  /** Where the parameters begin in the line, 1-based. */
  readonly paramsColumn: number;
}

const LINE = /^(?:(\S+): +)?(\d{1,15}) (\d{1,15}) (\S+)(?: +(.*))?$/;

/** Takes a line apart; the name is as libdm prints it, mangled where it had to be. */
export function parseTableLine(line: string): Parsed<TableLine> {
  const text = line.trimEnd();
  const match = LINE.exec(text);
  if (match === null) {
    const diagnostic = diagnose("table-syntax", "table", "has no `start length target` at its beginning", {
      place: { column: 1 },
    });
    return { kind: "broken", diagnostic };
  }
  const [, name, start, length, target, params = ""] = match;
  return {
    kind: "parsed",
    value: {
      ...given({ name }),
      start: Number(start),
      length: Number(length),
      target: target ?? "",
      params,
      paramsColumn: text.length - params.length + 1,
    },
  };
}

/** Parses the parameters of a multipath target: what follows the word `multipath`. */
export function parseTableParams(
  params: string,
  sectors: number,
  subject = "table",
  column = 1,
): Parsed<MultipathTable> {
  const words = new TableWords(params, column);
  const features = words.some(words.count("the number of features"), "a feature");
  const hwhandler = words.some(words.count("the number of handler words"), "a handler word");
  const groupCount = words.count("the number of path groups");
  const initialGroup = words.count("the number of the initial path group");
  const groups: TableGroup[] = [];
  while (groups.length < groupCount && words.problem === undefined) groups.push(parseGroup(words));
  words.finish();
  return words.result({ sectors, features, hwhandler, initialGroup, groups }, "table-syntax", subject);
}

function parseGroup(words: TableWords): TableGroup {
  const name = words.word("a path selector");
  const argumentCount = words.count("the number of selector arguments");
  const selectorArguments = words.some(argumentCount, "a selector argument");
  const pathCount = words.count("the number of paths");
  const perPath = words.count("the number of arguments per path");
  const paths: { devt: string; args: readonly string[] }[] = [];
  while (paths.length < pathCount && words.problem === undefined) {
    paths.push({ devt: words.device(), args: words.some(perPath, "a path argument") });
  }
  return { selector: [name, argumentCount, ...selectorArguments].join(" "), paths };
}

/** Parses a whole line of `dmsetup table`, with or without its `name:`. */
export function parseTable(line: string): Parsed<MultipathTable> {
  const parsed = parseTableLine(line);
  if (parsed.kind === "broken") return parsed;
  const { name = "table", start, length, target, params, paramsColumn } = parsed.value;
  if (target !== "multipath" || start !== 0) {
    const message = target === "multipath" ? `begins at sector ${start}, not 0` : `has target "${target}"`;
    return { kind: "broken", diagnostic: diagnose("table-syntax", name, message, { place: { column: 1 } }) };
  }
  return parseTableParams(params, length, name, paramsColumn);
}
