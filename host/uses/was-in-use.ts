import { readClaimKey } from "../devices/disks.ts";
import { isMarkOfUse } from "../run/in-use-markers.ts";
import type { System } from "../system/system.ts";
import { readAttribute } from "../system/text.ts";

/** Whether a disk, or without diskseq (kernels before 5.15) its LUN, was in use when it was last looked at. */
export function wasInUse(system: System, dev: string): boolean {
  const name = readAttribute(system, `/sys/block/${dev}/diskseq`) ?? readClaimKey(system, dev);
  return name !== undefined && isMarkOfUse(system, name);
}
