import type { PathFacts } from "../../core/topology/path.ts";
import { deleteDisk } from "../devices/delete-disk.ts";
import { readKernelId } from "../devices/disks.ts";
import type { System } from "../system/system.ts";
import { readAttribute } from "../system/text.ts";
import { readHostUse, readUse } from "./in-use.ts";

/**
 * Has the kernel delete disks that nobody uses and that are still what they were read as, all at once, each in a process of
 * its own: one that hangs must not hold the others up. Returns which are gone, and which are not.
 */
export async function deleteDisks(
  system: System,
  paths: readonly PathFacts[],
): Promise<{ readonly deleted: readonly string[]; readonly kept: readonly string[] }> {
  const host = readHostUse(system);
  await Promise.all(
    paths.map(async ({ dev, devt, identity }) => {
      const block = `/sys/block/${dev}`;
      const isSame =
        readAttribute(system, `${block}/dev`) === devt && readKernelId(system, dev) === identity.kernelId;
      const isHeld = (system.list(`${block}/holders`) ?? []).length > 0;
      if (!isSame || isHeld || readUse(system, host, dev) !== undefined) return;
      await deleteDisk(system, dev);
    }),
  );
  const isThere = ({ dev, devt }: PathFacts): boolean =>
    readAttribute(system, `/sys/block/${dev}/dev`) === devt;
  const names = (some: readonly PathFacts[]) => some.map(({ dev }) => dev);
  return {
    deleted: names(paths.filter((path) => !isThere(path))),
    kept: names(paths.filter(isThere)),
  };
}
