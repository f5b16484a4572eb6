import { decodeText } from "../core/bytes/text.ts";
import { parseStatus } from "../core/topology/dm-status.ts";
import { parseTable } from "../core/topology/dm-table.ts";
import type { LiveMap } from "../core/topology/map.ts";
import type { Parsed } from "../core/topology/table-words.ts";
import { QUERY_TIMEOUT, readDmInfo } from "./device-mapper-info.ts";
import { concludeHeads, type MapHead } from "./recorded-maps.ts";
import type { System } from "./system.ts";
import { readAttribute } from "./text.ts";

/**
 * Every multipath map of the kernel, by whom ever it was made (`mpath-` UUID). A recorded machine may know its maps by
 * the text of `dmsetup table` alone.
 */
export async function readLiveMaps(system: System): Promise<readonly LiveMap[]> {
  const heads = readHeads(system);
  if (heads.length === 0 && system.live) return [];
  const [tableLines, statuses, infos] = await Promise.all([
    readLines(system, "table"),
    readLines(system, "status"),
    readDmInfo(system),
  ]);
  const tables = new Map([...tableLines].map(([name, line]) => [name, parsedValue(parseTable(line))]));
  const concluded = system.live ? [] : concludeHeads(system, tables, heads);
  return [...heads, ...concluded].map((head) => {
    const { dm, name } = head;
    const table = tables.get(name);
    const status = parsedValue(parseStatus(statuses.get(name) ?? ""));
    const info = infos.get(dm);
    return {
      ...head,
      openCount: info?.openCount ?? 1,
      readOnly: readAttribute(system, `/sys/block/${dm}/ro`) === "1",
      suspended: readAttribute(system, `/sys/block/${dm}/dm/suspended`) === "1",
      inactiveTable: info?.inactiveTable ?? false,
      ...(table === undefined ? {} : { table }),
      ...(status === undefined ? {} : { status }),
    };
  });
}

/** Maps that sysfs names. */
function readHeads(system: System): readonly MapHead[] {
  return (system.list("/sys/block") ?? []).flatMap((dm) => {
    if (!dm.startsWith("dm-")) return [];
    const uuid = readAttribute(system, `/sys/block/${dm}/dm/uuid`);
    if (uuid?.startsWith("mpath-") !== true) return [];
    return [{ name: readAttribute(system, `/sys/block/${dm}/dm/name`) ?? dm, uuid, dm }];
  });
}

function parsedValue<T>(parsed: Parsed<T>): T | undefined {
  return parsed.kind === "parsed" ? parsed.value : undefined;
}

/** Lines of `dmsetup table` or `dmsetup status` for multipath targets, by map name. */
async function readLines(system: System, question: "table" | "status"): Promise<ReadonlyMap<string, string>> {
  const argv = ["dmsetup", question, "--target", "multipath"] as const;
  const { stdout } = await system.spawn(argv, { timeoutMs: QUERY_TIMEOUT });
  const lines = new Map<string, string>();
  for (const line of decodeText(stdout).split("\n")) {
    const colon = line.indexOf(": ");
    const isMultipath = / multipath( |$)/.test(line);
    if (colon > 0 && isMultipath) lines.set(line.slice(0, colon), line.slice(colon + 2));
  }
  return lines;
}
