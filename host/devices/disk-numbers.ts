import { given } from "../../core/values/given.ts";
import type { System } from "../system/system.ts";
import { readAttribute } from "../system/text.ts";
import { listDisks } from "./disks.ts";

/** Who has a number: a number that a disk has left goes to the next one, a diskseq is never given twice. */
export interface NumberedDisk {
  readonly dev: string;
  readonly diskseq?: string;
}

/** Whether a disk still has a number: no other one has come in its stead. */
export function hasNumber(system: System, { dev, diskseq }: NumberedDisk, devt: string): boolean {
  const block = `/sys/block/${dev}`;
  return (
    readAttribute(system, `${block}/dev`) === devt && readAttribute(system, `${block}/diskseq`) === diskseq
  );
}

/**
 * Whether these are all disks that are there. Where one goes while it is read, or descriptors run out, what is missing may be there
 * all the same: nothing is to be forgotten of it.
 */
export function areAllDisks(system: System, disks: ReadonlyMap<string, NumberedDisk>): boolean {
  const names = system.list("/sys/block") === undefined ? undefined : listDisks(system);
  return names?.length === disks.size && [...disks.values()].every(({ diskseq }) => diskseq !== undefined);
}

/** The disks that can be paths, by their number (`major:minor`). */
export function readDisksByNumber(system: System): ReadonlyMap<string, NumberedDisk> {
  return new Map(
    listDisks(system).map((dev) => {
      const diskseq = readAttribute(system, `/sys/block/${dev}/diskseq`);
      const disk = given({ dev, diskseq });
      return [readAttribute(system, `/sys/block/${dev}/dev`) ?? "", disk];
    }),
  );
}
