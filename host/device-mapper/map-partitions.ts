import { readPartitions } from "../devices/dm-devices.ts";
import { isUdevIdle } from "../devices/udev-database.ts";
import { fail } from "../system/failure.ts";
import type { System } from "../system/system.ts";
import { readAttribute } from "../system/text.ts";
import { type MapState, readBytesOf } from "./map-state.ts";
import { resumePartitions } from "./resume-partitions.ts";

/** How long each program may take, milliseconds: kpartx reads the map, and waits for udev. */
const TIMEOUT = 30_000;
const POLL = 200;

/** A partition of a map. */
export interface Partition {
  readonly name: string;
  readonly dm: string;
  readonly bytes: number;
}

/**
 * Has kpartx read a map's partition table again: partitions come, go and get other sizes, also while they are in use; one in use
 * does not go. Waits first, until `end` at the latest, for what udev does after a resize: its rule starts kpartx too. Returns
 * the partitions.
 */
export async function rereadPartitions(
  system: System,
  { dm, name }: MapState,
  end: number,
): Promise<readonly Partition[]> {
  while (!isUdevIdle(system) && system.monotonic() < end) await system.sleep(POLL);
  // Partitions hold the map open, so what was read of its table once is in the cache, whatever another host has written since:
  // kpartx reads past it, but what writes a table, as sfdisk does, would bring the old one back.
  await run(system, name, ["blockdev", "--flushbufs", `/dev/${dm}`]);
  // As kpartx' rule starts it: by the kernel's name, and with the names that it gives.
  try {
    await run(system, name, ["kpartx", "-u", "-p", "-part", `/dev/${dm}`]);
  } finally {
    await resumePartitions(system, dm);
  }
  return readPartitions(system, dm).map((part) => ({
    name: readAttribute(system, `/sys/block/${part}/dm/name`) ?? part,
    dm: part,
    bytes: readBytesOf(system, part) ?? 0,
  }));
}

async function run(system: System, map: string, argv: readonly [string, ...string[]]): Promise<void> {
  const { status, timedOut, stderr } = await system.spawn(argv, { timeoutMs: TIMEOUT });
  if (status === 0) return;
  const reason = timedOut ? `${argv[0]} did not end in time` : `${argv[0]}: ${stderr.trim()}`;
  fail("failed", "program-failed", map, reason, { hint: "`pathplug doctor` says whether it is installed." });
}
