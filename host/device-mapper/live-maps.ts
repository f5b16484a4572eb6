import { unmangleDmName } from "../../core/topology/dm-name.ts";
import { parseStatus } from "../../core/topology/dm-status.ts";
import { parseTable } from "../../core/topology/dm-table.ts";
import type { LiveMap } from "../../core/topology/map.ts";
import type { Parsed } from "../../core/topology/table-words.ts";
import { given } from "../../core/values/given.ts";
import { readMapHeads, readPartitions } from "../devices/dm-devices.ts";
import type { System } from "../system/system.ts";
import { readAttribute } from "../system/text.ts";
import { askDeviceMapper, type DmInfo, MapsUnknown, readDmInfo, readRemovedWhenClosed } from "./dm-info.ts";
import { concludeHeads } from "./recorded-maps.ts";

/**
 * Every multipath map of the kernel, by whom ever it was made (`mpath-` UUID). A recorded machine may know its maps by
 * the text of `dmsetup table` alone. Without root nothing but sysfs answers; `strict` throws MapsUnknown then.
 */
export async function readLiveMaps(system: System, strict = false): Promise<readonly LiveMap[]> {
  if (strict && system.list("/sys/block") === undefined) throw new MapsUnknown("/sys/block cannot be listed");
  const heads = readMapHeads(system);
  if (heads.length === 0 && system.live) return [];
  const [tableLines, statuses, infos] = await Promise.all([
    readLines(system, "table", strict),
    readLines(system, "status", strict),
    readDmInfo(system, strict),
  ]);
  const tables = new Map([...tableLines].map(([name, line]) => [name, parsedValue(parseTable(line))]));
  const isPathless = [...tables.values()].some((table) => table?.groups.length === 0);
  const deferred = isPathless ? await readRemovedWhenClosed(system) : new Set<string>();
  const concluded = system.live ? [] : concludeHeads(system, tables, heads);
  return [...heads, ...concluded].map((head) => {
    const { dm, name } = head;
    const table = ofMap(tables, name);
    const status = parsedValue(parseStatus(ofMap(statuses, name) ?? ""));
    const info = infos.get(dm);
    // A map that has a table which could not be read is in use for all that is known.
    const isHidden = table === undefined && info?.liveTable === true;
    return {
      ...head,
      openCount: isHidden ? Math.max(1, info.openCount) : openByOthers(system, infos, dm),
      readOnly: readAttribute(system, `/sys/block/${dm}/ro`) === "1",
      suspended: readAttribute(system, `/sys/block/${dm}/dm/suspended`) === "1",
      inactiveTable: info?.inactiveTable ?? false,
      ...(deferred.has(name) || deferred.has(unmangleDmName(name)) ? { deferredRemove: true } : {}),
      ...given({ table, status }),
    };
  });
}

/** What is read of a map whose paths alone are of interest. */
export type MapPathStates = Pick<LiveMap, "name" | "uuid" | "table" | "status">;

/**
 * Every multipath map with its table and status; throws MapsUnknown where the kernel does not answer. dmsetup tells names, which go
 * from one map to another by renaming: a map that has not had its name all the time is left out.
 */
export async function readMapPathStates(system: System): Promise<readonly MapPathStates[]> {
  const before = readMapHeads(system);
  if (before.length === 0) return [];
  const [tables, statuses] = await Promise.all([
    readLines(system, "table", true),
    readLines(system, "status", true),
  ]);
  const after = new Map(readMapHeads(system).map(({ uuid, name }) => [uuid, name]));
  const heads = before.filter(({ uuid, name }) => after.get(uuid) === name);
  return heads.map(({ name, uuid }) => {
    const table = parsedValue(parseTable(ofMap(tables, name) ?? ""));
    const status = parsedValue(parseStatus(ofMap(statuses, name) ?? ""));
    return {
      name,
      uuid,
      ...given({ table, status }),
    };
  });
}

/** The status of one map as it is now; absent where the kernel does not tell. */
export async function readMapStatus(system: System, uuid: string): Promise<LiveMap["status"]> {
  const text = await askDeviceMapper(system, ["dmsetup", "status", "--uuid", uuid], false);
  return parsedValue(parseStatus(text.trim()));
}

/**
 * How often a map is open, but by partitions of it (kpartx) that nobody has open themselves: they go with it. What is
 * not known counts as open.
 */
function openByOthers(system: System, infos: ReadonlyMap<string, DmInfo>, dm: string): number {
  const info = infos.get(dm);
  if (info === undefined) return 1;
  const idle = readPartitions(system, dm).filter((part) => infos.get(part)?.openCount === 0);
  return Math.max(0, info.openCount - idle.length);
}

/** What dmsetup says of a map, whose name it may spell as the device node has it, or as it was given. */
function ofMap<T>(said: ReadonlyMap<string, T>, name: string): T | undefined {
  return said.get(name) ?? said.get(unmangleDmName(name));
}

function parsedValue<T>(parsed: Parsed<T>): T | undefined {
  return parsed.kind === "parsed" ? parsed.value : undefined;
}

/** Lines of `dmsetup table` or `dmsetup status` for multipath targets, by map name. */
async function readLines(
  system: System,
  question: "table" | "status",
  strict: boolean,
): Promise<ReadonlyMap<string, string>> {
  const text = await askDeviceMapper(system, ["dmsetup", question, "--target", "multipath"], strict);
  const lines = new Map<string, string>();
  for (const line of text.split("\n")) {
    const colon = line.indexOf(": ");
    const isMultipath = / multipath( |$)/.test(line);
    if (colon > 0 && isMultipath) lines.set(line.slice(0, colon), line.slice(colon + 2));
  }
  return lines;
}
