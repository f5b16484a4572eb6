import { type MapState, readBytesOf } from "../device-mapper/map-state.ts";
import { LunDisks } from "../devices/lun-disks.ts";
import { rescanDisks } from "../devices/rescan-disk.ts";
import { forgetSize, wishSize } from "../run/resize-wishes.ts";
import { kickAssemble } from "../run/run-directory.ts";
import { fail } from "../system/failure.ts";
import type { System } from "../system/system.ts";
import { requireArmed, requireMap } from "./ensure-map.ts";

/** How often what is not as it should be is looked at, milliseconds. */
const POLL = 500;

/** What is wanted of a map. */
export interface Resize {
  readonly wwid: string;
  readonly bytes: number;
  readonly allowShrink: boolean;
  readonly timeoutMs: number;
}

/**
 * Has the kernel ask every path of a LUN for its size, and, once all of them show the one that is wanted, the worker resize
 * the map. Returns the map, and whether it had another size.
 */
export async function resizeMap(
  system: System,
  wish: Resize,
): Promise<MapState & { readonly changed: boolean }> {
  requireArmed(system);
  const { wwid, timeoutMs } = wish;
  const end = system.monotonic() + timeoutMs;
  try {
    return await resizeTo(system, wish, end);
  } finally {
    forgetSize(system, wwid);
  }
}

/** Another caller who is through takes the wish away: each round asks anew. */
async function resizeTo(
  system: System,
  wish: Resize,
  end: number,
): Promise<MapState & { readonly changed: boolean }> {
  const { wwid, bytes, allowShrink } = wish;
  const disks = new LunDisks(system, wwid);
  const before = requireMap(system, wwid);
  for (let round = 0; ; round++) {
    const map = requireMap(system, wwid);
    if (bytes < map.bytes && !allowShrink)
      fail("failed", "shrink-refused", wwid, `its map has ${map.bytes} bytes, and ${bytes} are wanted`);
    wishSize(system, wwid, { sectors: bytes / 512, mayShrink: allowShrink });
    const devs = [...new Set([...map.paths, ...disks.look()])];
    const isOther = (dev: string): boolean => readBytesOf(system, dev) !== bytes;
    // The first time all of them: what the kernel believes of one may be of yesterday.
    await rescanDisks(system, round === 0 ? devs : devs.filter(isOther));
    const others = devs.filter(isOther);
    if (others.length === 0) {
      const now = requireMap(system, wwid);
      if (now.bytes === bytes && !now.suspended) return { ...now, changed: before.bytes !== bytes };
      for (const dev of devs) kickAssemble(system, dev);
    }
    if (system.monotonic() >= end) refuse(system, wish, map, others);
    await system.sleep(POLL);
  }
}

function refuse(system: System, { wwid, bytes }: Resize, map: MapState, others: readonly string[]): never {
  const sizes = others.map((dev) => `${dev} ${readBytesOf(system, dev) ?? "unknown"}`);
  if (sizes.length > 0)
    fail(
      "tryAgain",
      "size-disputed",
      wwid,
      `${bytes} bytes are wanted; other sizes have: ${sizes.join(", ")}`,
    );
  fail("tryAgain", "map-not-ready", wwid, `its map ${map.name} has ${map.bytes} bytes, not ${bytes}`);
}
