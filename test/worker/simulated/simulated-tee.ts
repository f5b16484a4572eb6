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

/** What writes its standard input to a file: `tee`, and a script of the shell. */
export function runWriter(machine: Disks, argv: readonly string[], input: string): Ran {
  return argv[0] === "tee"
    ? runTee(machine, argv[1] ?? "", input)
    : runShell(machine.tree, argv[4] ?? "", argv[5], input);
}

/** `tee` of a disk's `delete` or `rescan`, or of a host's `scan`. */
function runTee(machine: Disks, path: string, input: string): Ran {
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

/** What the shell does to a file: appends (`host/registry/wwids-file.ts`), or takes a WWID out of it (`host/registry/unlist-wwid.ts`). */
function runShell(tree: MemoryTree, path: string, wwid: string | undefined, input: string): Ran {
  if (path !== "/etc/multipath/wwids") return { status: 127 };
  const text = tree.text(path) ?? "";
  tree.put(path, wwid === undefined ? `${text}${input}` : text.replaceAll(`/${wwid}/\n`, `#${wwid}/\n`));
  return { status: 0 };
}
