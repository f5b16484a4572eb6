import { decodeText } from "../../core/bytes/text.ts";
import type { System } from "../system/system.ts";

/** How long device-mapper may take to answer a question that touches no device, milliseconds. */
const QUERY_TIMEOUT = 20_000;

/** A question about the maps got no answer: to take that for `no table` would be to remove maps that stand. */
export class MapsUnknown extends Error {
  override readonly name = "MapsUnknown";
}

/** How often a question is asked: dmsetup fails when any device goes while it asks for all. */
const TRIES = 3;
const BETWEEN_TRIES = 100;

/** What dmsetup prints; nothing where it fails, as it does without root, or MapsUnknown where that is `strict`. */
export async function askDeviceMapper(
  system: System,
  argv: readonly [string, ...string[]],
  strict: boolean,
): Promise<string> {
  for (let tries = 1; ; tries++) {
    const { status, timedOut, stdout, stderr } = await system.spawn(argv, { timeoutMs: QUERY_TIMEOUT });
    if (!strict || status === 0) return decodeText(stdout);
    const why = timedOut ? "it did not end in time" : stderr.trim();
    if (timedOut || tries === TRIES) throw new MapsUnknown(`\`${argv.join(" ")}\` failed: ${why}`);
    await system.sleep(BETWEEN_TRIES);
  }
}

/** What `dmsetup info` tells of a dm device beyond sysfs. */
export interface DmInfo {
  /** How often it is open, by holders, mounts and programs together. */
  readonly openCount: number;
  readonly liveTable: boolean;
  readonly inactiveTable: boolean;
}

/** Every dm device there is, by its kernel name (`dm-3`). */
export async function readDmInfo(system: System, strict = false): Promise<ReadonlyMap<string, DmInfo>> {
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
  const infos = new Map<string, DmInfo>();
  for (const line of (await askDeviceMapper(system, argv, strict)).split("\n")) {
    const [dm, open, attributes] = line.trim().split(/\s+/);
    if (dm === undefined || open === undefined) continue;
    infos.set(dm, {
      openCount: Number(open),
      liveTable: attributes?.startsWith("L") === true,
      inactiveTable: attributes?.includes("I") === true,
    });
  }
  return infos;
}

/**
 * Names of the devices that the kernel removes when they are closed (`dmsetup remove --deferred`): no column of a report tells it, so
 * the long form is asked for, of all devices at once.
 */
export async function readRemovedWhenClosed(system: System): Promise<ReadonlySet<string>> {
  const text = await askDeviceMapper(system, ["dmsetup", "info"], false);
  const found = text.matchAll(/^Name: +(.*)\nState: .*DEFERRED REMOVE/gm);
  return new Set([...found].map(([, name = ""]) => name));
}
