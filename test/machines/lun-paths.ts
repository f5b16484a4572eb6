import type { DiskSpec } from "./disk.ts";

/** So many paths of one LUN, sda and on, each on a host of its own: of NetApp's, unless `more` says otherwise. */
export function lunPaths(count: number, more: Partial<DiskSpec> = {}): readonly DiskSpec[] {
  return Array.from({ length: count }, (_, index) => ({
    dev: `sd${"abcdefgh"[index]}`,
    devt: `8:${index * 16}`,
    hctl: `${index}:0:0:0`,
    vendor: "NETAPP",
    product: "LUN C-Mode",
    revision: "9000",
    naa: "600a098000000000000000000000000a",
    serial: "S1",
    tpgs: 0,
    ...more,
  }));
}
