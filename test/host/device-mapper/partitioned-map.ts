import { newRoot, writeFiles } from "../tree-system.ts";

/** A root with the map `data` (dm-0, mpath-3600) and its partitions dm-1 …, `suspended` by number; `more` files beside them. */
export function partitionedMap(
  partitions: number,
  { suspended = 0, more = {} }: { suspended?: number; more?: Readonly<Record<string, string>> } = {},
): string {
  const root = newRoot();
  writeFiles(root, {
    "/sys/block/dm-0/dm/name": "data\n",
    "/sys/block/dm-0/dm/uuid": "mpath-3600\n",
    "/run/pathplug/cookies/.keep": "",
    "/run/pathplug/reload/.keep": "",
    ...more,
  });
  for (let part = 1; part <= partitions; part++) {
    writeFiles(root, {
      [`/sys/block/dm-0/holders/dm-${part}/dev`]: `253:${part}\n`,
      [`/sys/block/dm-${part}/dm/uuid`]: `part${part}-mpath-3600\n`,
      [`/sys/block/dm-${part}/dm/name`]: `data-part${part}\n`,
      [`/sys/block/dm-${part}/dm/suspended`]: part === suspended ? "1\n" : "0\n",
    });
  }
  return root;
}
