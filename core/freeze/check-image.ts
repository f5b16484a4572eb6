import { decodeText } from "../bytes/text.ts";
import { parseRegistryEntry } from "../registry/entry.ts";
import { parseTableLine, parseTableParams } from "../topology/dm-table.ts";
import type { FrozenItem } from "./frozen-set.ts";
import type { ImageTree } from "./image-tree.ts";

/** What is wrong with an initramfs, seen from the host that it is for. */
export interface ImageFindings {
  /** What the host needs there and the image has not: paths, modules, LUNs. */
  readonly lacks: readonly string[];
  /** What it has otherwise than the host: each with what is different. */
  readonly stale: readonly { readonly path: string; readonly why: string }[];
}

export interface HostFiles {
  /** Bytes of a file; absent where there is none. */
  readonly read: (path: string) => Uint8Array | undefined;
  /** Names of modules that a kernel of this release has as files; absent where the host has none of it. */
  readonly modules: (release: string) => ReadonlySet<string> | undefined;
}

const REGISTRY = "/etc/pathplug/luns.d";
const WANTED = "/etc/pathplug/frozen";
/** What is compared byte by byte; a program may have been stripped. */
const OURS = /^\/(usr\/lib\/pathplug|etc\/pathplug|etc\/multipath)\/|\/rules\.d\/.*pathplug/;
/** What starts it: a script of initramfs-tools, or the unit where systemd runs in the initramfs. */
const STARTERS = [
  "/scripts/init-top/pathplug",
  "/usr/lib/systemd/system/pathplug-arm.service",
  "/var/lib/dracut/hooks/pre-udev/20-begin.sh",
  "/usr/lib/dracut/hooks/pre-udev/20-begin.sh",
];

/** Compares an initramfs with what would be frozen now. */
export function checkImage(image: ImageTree, items: readonly FrozenItem[], host: HostFiles): ImageFindings {
  const lacks: string[] = [];
  const stale: { path: string; why: string }[] = [];
  const wanted = image.hasDirectory(WANTED) ? new Set(image.list(WANTED)) : undefined;
  const compareFile = (path: string): void => {
    const bytes = image.read(path);
    if (bytes === undefined) lacks.push(path);
    else if (OURS.test(path)) {
      const why = difference(path, bytes, host.read(path) ?? new Uint8Array());
      if (why !== undefined) stale.push({ path, why });
    }
  };
  for (const item of items) {
    if (item.kind === "file") compareFile(item.path);
    else if (item.kind === "program" && image.read(item.path) === undefined) lacks.push(item.path);
    else if (item.kind === "lun" && wanted?.has(item.key) === false) lacks.push(`map of ${item.key}`);
  }
  lacks.push(...missingModules(image, items, host));
  if (!STARTERS.some((path) => image.read(path) !== undefined)) lacks.push("what starts it");
  const known = new Set(items.flatMap((item) => (item.kind === "file" ? [item.path] : [])));
  for (const name of image.list(REGISTRY)) {
    const path = `${REGISTRY}/${name}`;
    if (!known.has(path)) stale.push({ path, why: "the host does not know this LUN" });
  }
  return { lacks, stale };
}

/** What differs; of a LUN not the numbers of disks and paths, which are others at each boot. */
function difference(path: string, image: Uint8Array, host: Uint8Array): string | undefined {
  if (!path.startsWith(`${REGISTRY}/`)) return sameBytes(image, host) ? undefined : "differs from the host's";
  const [there, here] = [image, host].map((bytes) => parseRegistryEntry(decodeText(bytes), path).entry);
  if (there === undefined || here === undefined) return "cannot be read";
  if (there.wwid !== here.wwid) return `has WWID ${there.wwid}, which is ${here.wwid} now`;
  if (there.alias !== here.alias)
    return `has the name ${there.alias ?? "none"}, which is ${here.alias ?? "none"} now`;
  if (there.sectors !== here.sectors) return `has ${there.sectors} sectors, which are ${here.sectors} now`;
  if (optionsOf(there.table) !== optionsOf(here.table))
    return "has a table with other features or another handler";
  return undefined;
}

/** Features and handler of a stored table, as far as it names any. */
function optionsOf(table: string | undefined): string {
  const line = parseTableLine(table ?? "");
  const params = line.kind === "parsed" ? parseTableParams(line.value.params, line.value.length) : line;
  return params.kind === "parsed" ? [...params.value.features, ":", ...params.value.hwhandler].join(" ") : "";
}

function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}

/** Modules that the image's kernel has as files, and the image has not. */
function missingModules(image: ImageTree, items: readonly FrozenItem[], host: HostFiles): readonly string[] {
  const [release] = image.list("/lib/modules");
  if (release === undefined) return [];
  const there = new Set(image.files.flatMap((name) => moduleName(name) ?? []));
  const built = host.modules(release);
  return items.flatMap((item) =>
    item.kind === "module" && built?.has(item.name) === true && !there.has(item.name)
      ? [`module ${item.name} of ${release}`]
      : [],
  );
}

/** Name of a module as the kernel has it, by its file; absent for any other file. */
export function moduleName(file: string): string | undefined {
  return /([^/]+)\.ko(?:\.(?:xz|zst|gz))?$/.exec(file)?.[1]?.replaceAll("-", "_");
}
