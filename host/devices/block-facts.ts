import { udevReplace } from "../../core/bytes/untrusted.ts";
import type { RawPath } from "../../core/topology/path.ts";
import { given } from "../../core/values/given.ts";
import type { System } from "../system/system.ts";
import { readAttribute } from "../system/text.ts";
import { readUdevProperties } from "./udev-database.ts";

/** What the kernel and udev tell of a disk, whatever bus it is on. */
export type BlockFacts = Omit<RawPath, "dev" | "devt" | "hctl" | "pages" | "attributes" | "transport">;

/** Reads it of a disk with a number and, where the kernel gives it one, an id. */
export function readBlockFacts(
  system: System,
  dev: string,
  devt: string,
  wwid: string | undefined,
): BlockFacts {
  const block = `/sys/block/${dev}`;
  const udev = currentProperties(readUdevProperties(system, devt), wwid);
  const diskseq = readAttribute(system, `${block}/diskseq`);
  const idSerial = udev?.get("ID_SERIAL");
  const claimReason = udev?.get("PATHPLUG_CLAIM_REASON");
  return {
    ...given({ diskseq, idSerial, claimReason }),
    sectors: readNumber(system, `${block}/size`, 0),
    logicalBlockSize: readNumber(system, `${block}/queue/logical_block_size`, 512),
    readOnly: readAttribute(system, `${block}/ro`) === "1",
    holders: system.list(`${block}/holders`) ?? [],
    ...(udev === undefined
      ? {}
      : { properties: [...udev.keys()], claimed: udev.get("DM_MULTIPATH_DEVICE_PATH") === "1" }),
  };
}

/**
 * What udev stored for this disk. While it has not processed the disk's first event, what it stored for the one that had
 * the number before may lie there still: that disk's claim is not this one's.
 */
function currentProperties(
  udev: ReadonlyMap<string, string> | undefined,
  wwid: string | undefined,
): ReadonlyMap<string, string> | undefined {
  const id = udev?.get("PATHPLUG_ID");
  return id === undefined || wwid === undefined || id === udevReplace(wwid) ? udev : undefined;
}

function readNumber(system: System, path: string, otherwise: number): number {
  const text = readAttribute(system, path);
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : otherwise;
}
