import { decodeText } from "../core/bytes/text.ts";
import { type Parsed, parseStatus, parseTable } from "../core/topology/dm-table.ts";
import type { LiveMap } from "../core/topology/map.ts";
import type { System } from "./system.ts";
import { readAttribute } from "./text.ts";

/** How long device-mapper may take to answer a question that touches no device, milliseconds. */
const QUERY_TIMEOUT = 20_000;

/** What `dmsetup info` tells beyond sysfs. */
interface Info {
  readonly openCount: number;
  readonly inactiveTable: boolean;
}

/** Every multipath map of the kernel, by whom ever it was made (`mpath-` UUID). */
export async function readLiveMaps(system: System): Promise<readonly LiveMap[]> {
  const devices = (system.list("/sys/block") ?? []).filter((name) => name.startsWith("dm-"));
  const maps = devices.filter((dm) =>
    readAttribute(system, `/sys/block/${dm}/dm/uuid`)?.startsWith("mpath-"),
  );
  if (maps.length === 0) return [];
  const [tables, statuses, infos] = await Promise.all([
    readLines(system, "table"),
    readLines(system, "status"),
    readInfo(system),
  ]);
  return maps.map((dm) => {
    const name = readAttribute(system, `/sys/block/${dm}/dm/name`) ?? dm;
    const table = parsedValue(parseTable(tables.get(name) ?? ""));
    const status = parsedValue(parseStatus(statuses.get(name) ?? ""));
    const info = infos.get(dm);
    return {
      name,
      uuid: readAttribute(system, `/sys/block/${dm}/dm/uuid`) ?? "",
      dm,
      openCount: info?.openCount ?? 1,
      readOnly: readAttribute(system, `/sys/block/${dm}/ro`) === "1",
      suspended: readAttribute(system, `/sys/block/${dm}/dm/suspended`) === "1",
      inactiveTable: info?.inactiveTable ?? false,
      ...(table === undefined ? {} : { table }),
      ...(status === undefined ? {} : { status }),
    };
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
    if (colon > 0) lines.set(line.slice(0, colon), line.slice(colon + 2));
  }
  return lines;
}

async function readInfo(system: System): Promise<ReadonlyMap<string, Info>> {
  const argv = [
    "dmsetup",
    "info",
    "-c",
    "--noheadings",
    "--separator",
    " ",
    "-o",
    "blkdevname,open,attr",
  ] as const;
  const { stdout } = await system.spawn(argv, { timeoutMs: QUERY_TIMEOUT });
  const infos = new Map<string, Info>();
  for (const line of decodeText(stdout).split("\n")) {
    const [dm, open, attributes] = line.trim().split(/\s+/);
    if (dm === undefined || open === undefined) continue;
    infos.set(dm, { openCount: Number(open), inactiveTable: attributes?.includes("I") === true });
  }
  return infos;
}
