import type { System } from "../system/system.ts";
import { baseName, readAttribute } from "../system/text.ts";

/** A process that has a disk open, or a partition of it, or its SCSI generic node. */
export interface Opener {
  readonly dev: string;
  readonly pid: string;
  /** Its name, at most 15 characters of its own choice. */
  readonly comm: string;
}

/** Where an open file was found: by a name below /dev, or by any other, as a container may have it. */
export type Whereabouts = "dev" | "elsewhere";

/** Programs that open disks in passing and never for their data: udevd's workers, and what the worker asks devices with. */
const PASSERS_BY: ReadonlySet<string> = new Set(["(udev-worker)", "systemd-udevd", "udevd", "sg_rtpg"]);

/**
 * Who has disks open, by /proc/PID/fd. Devices are compared by their numbers, so a name in a container, a link by id and
 * a partition count. Sockets and pipes cost one readlink. Only below /dev nothing can block: a file of a dead server
 * does, so `elsewhere` belongs where somebody can end it.
 */
export function* readOpeners(
  system: System,
  devs: readonly string[],
  where: Whereabouts,
): Generator<Opener, void, undefined> {
  const ids = new Map(devs.flatMap((dev) => readIds(system, dev).map((id) => [id, dev] as const)));
  const own = baseName(system.readLink("/proc/self") ?? "");
  for (const pid of system.list("/proc") ?? []) {
    if (!/^\d+$/.test(pid) || pid === own) continue;
    for (const dev of openedBy(system, pid, ids, where)) {
      const comm = readAttribute(system, `/proc/${pid}/comm`) ?? "";
      if (!PASSERS_BY.has(comm)) yield { dev, pid, comm };
    }
  }
}

function openedBy(
  system: System,
  pid: string,
  ids: ReadonlyMap<string, string>,
  where: Whereabouts,
): ReadonlySet<string> {
  const files = `/proc/${pid}/fd`;
  const found = new Set<string>();
  for (const fd of system.list(files) ?? []) {
    const name = system.readLink(`${files}/${fd}`);
    if (name?.startsWith("/") !== true || name.startsWith("/dev/") !== (where === "dev")) continue;
    const dev = ids.get(system.deviceOf(`${files}/${fd}`) ?? "");
    if (dev !== undefined) found.add(dev);
  }
  return found;
}

/** Every number under which a disk can be opened: its own, its partitions', and those of its SCSI generic nodes. */
function readIds(system: System, dev: string): readonly string[] {
  const block = `/sys/block/${dev}`;
  const parts = (system.list(block) ?? []).filter((name) => name.startsWith(dev));
  const blocks = [block, ...parts.map((part) => `${block}/${part}`)];
  const generics = ["scsi_generic", "bsg"].flatMap((kind) =>
    (system.list(`${block}/device/${kind}`) ?? []).map((name) => `${block}/device/${kind}/${name}`),
  );
  return [
    ...blocks.flatMap((directory) => idOf(system, "b", directory)),
    ...generics.flatMap((directory) => idOf(system, "c", directory)),
  ];
}

function idOf(system: System, kind: string, directory: string): readonly string[] {
  const devt = readAttribute(system, `${directory}/dev`);
  return devt === undefined ? [] : [`${kind}${devt}`];
}
