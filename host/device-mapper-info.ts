import { decodeText } from "../core/bytes/text.ts";
import type { System } from "./system.ts";

/** How long device-mapper may take to answer a question that touches no device, milliseconds. */
export const QUERY_TIMEOUT = 20_000;

/** What `dmsetup info` tells of a dm device beyond sysfs. */
export interface DmInfo {
  /** How often it is open, by holders, mounts and programs together. */
  readonly openCount: number;
  readonly inactiveTable: boolean;
}

/** Every dm device there is, by its kernel name (`dm-3`). */
export async function readDmInfo(system: System): Promise<ReadonlyMap<string, DmInfo>> {
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
  const infos = new Map<string, DmInfo>();
  for (const line of decodeText(stdout).split("\n")) {
    const [dm, open, attributes] = line.trim().split(/\s+/);
    if (dm === undefined || open === undefined) continue;
    infos.set(dm, { openCount: Number(open), inactiveTable: attributes?.includes("I") === true });
  }
  return infos;
}
