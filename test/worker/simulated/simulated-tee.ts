import type { MemoryTree } from "./memory-tree.ts";
import type { Ran } from "./ran.ts";

/** What attributes of disks do that are written by a program, because the write may hang. */
interface Disks {
  readonly disks: ReadonlyMap<string, unknown>;
  readonly hanging: ReadonlySet<string>;
  readonly onRescan: (dev: string) => void;
  readonly tree: MemoryTree;
  unplug(dev: string): void;
}

/** `tee` of a disk's `delete` or `rescan`, or of a host's `scan`. */
export function runTee(machine: Disks, path: string, input: string): Ran {
  if (path.startsWith("/sys/class/scsi_host/")) {
    machine.tree.put(path, input);
    return { status: 0 };
  }
  const [, dev = "", attribute] = /^\/sys\/block\/([^/]+)\/device\/(\w+)$/.exec(path) ?? [];
  if (!machine.disks.has(dev)) return { status: 1, stderr: "No such file or directory" };
  if (machine.hanging.has(dev)) return { status: 1, timedOut: true };
  if (attribute === "delete") machine.unplug(dev);
  if (attribute === "rescan") machine.onRescan(dev);
  return { status: 0 };
}
