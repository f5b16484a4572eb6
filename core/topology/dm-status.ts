import { diagnose } from "../diagnostic/codes.ts";
import { parseTableLine } from "./dm-table.ts";
import type { MultipathStatus, StatusGroup, StatusPath } from "./map.ts";
import { type Parsed, TableWords } from "./table-words.ts";

const groupStates: Readonly<Record<string, StatusGroup["state"]>> = {
  A: "active",
  E: "enabled",
  D: "disabled",
};

/**
 * Parses the parameters of a multipath status (dm-mpath's STATUSTYPE_INFO): `2 QUEUEING PG_INITS NHANDLER … NGROUPS NEXT`
 * and for each group `STATE NARGS … NPATHS NARGS` with `MAJ:MIN STATE FAILCOUNT …` for each path.
 */
export function parseStatusParams(params: string, subject = "status", column = 1): Parsed<MultipathStatus> {
  const words = new TableWords(params, column);
  const [queueing = "0", queued = "0"] = words.some(
    words.count("the number of status words"),
    "a status word",
  );
  words.some(words.count("the number of handler words"), "a handler word");
  const groupCount = words.count("the number of path groups");
  words.count("the number of the next path group");
  const groups: StatusGroup[] = [];
  while (groups.length < groupCount && words.problem === undefined) groups.push(parseGroup(words));
  words.finish();
  const status = { queueing: queueing !== "0", queuedIo: Number.parseInt(queued, 10) || 0, groups };
  return words.result(status, "status-syntax", subject);
}

function parseGroup(words: TableWords): StatusGroup {
  const state = groupStates[words.word("a group state")] ?? "enabled";
  words.some(words.count("the number of group arguments"), "a group argument");
  const pathCount = words.count("the number of paths");
  const perPath = words.count("the number of arguments per path");
  const paths: StatusPath[] = [];
  while (paths.length < pathCount && words.problem === undefined) {
    const devt = words.device();
    const pathState = words.word("a path state") === "A" ? "active" : "failed";
    const failCount = words.count("a fail count");
    words.some(perPath, "a path argument");
    paths.push({ devt, state: pathState, failCount });
  }
  return { state, paths };
}

/** Parses a whole line of `dmsetup status`, with or without its `name:`. */
export function parseStatus(line: string): Parsed<MultipathStatus> {
  const parsed = parseTableLine(line);
  if (parsed.kind === "broken") return parsed;
  const { name = "status", target, params, paramsColumn } = parsed.value;
  if (target === "multipath") return parseStatusParams(params, name, paramsColumn);
  const diagnostic = diagnose("status-syntax", name, `has target "${target}"`, { place: { column: 1 } });
  return { kind: "broken", diagnostic };
}
