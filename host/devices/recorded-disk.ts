import type { System } from "../system/system.ts";

/** The number of a disk that was recorded without it, as sd counts (drivers/scsi/sd.c, sd_major). */
export function concludeDevt(system: System, dev: string): string | undefined {
  if (system.live || !system.exists(`/sys/block/${dev}`)) return undefined;
  let index = 0;
  for (const letter of dev.slice(2)) index = index * 26 + letter.charCodeAt(0) - 96;
  index -= 1;
  const block = (index & 0xf0) >> 4;
  const major = block === 0 ? 8 : block < 8 ? 64 + block : 120 + block;
  return `${major}:${((index & 0xf) << 4) | (index & 0xfff00)}`;
}

/** The place that its link says; of a disk that was recorded without the link, from where it hangs, else from class directories. */
export function concludeHctl(system: System, dev: string, linked: string): string {
  if (HCTL.test(linked)) return linked;
  const block = `/sys/block/${dev}`;
  const placed = /\/(\d+:\d+:\d+:\d+)\/block\//.exec(system.readLink(block) ?? "")?.[1];
  if (placed !== undefined) return placed;
  const named = ["scsi_device", "scsi_disk", "bsg"].flatMap(
    (kind) => system.list(`${block}/device/${kind}`) ?? [],
  );
  return named.find((name) => HCTL.test(name)) ?? "";
}

const HCTL = /^\d+:\d+:\d+:\d+$/;
