import { parseWwidsFile } from "../core/identify/wwids-file.ts";
import type { Machine } from "../core/plan/machine.ts";
import type { LiveMap } from "../core/topology/map.ts";
import type { RawPath } from "../core/topology/path.ts";
import { given } from "../core/values/given.ts";
import { readSelectors } from "./device-mapper/capabilities.ts";
import { MapsUnknown } from "./device-mapper/dm-info.ts";
import { readLiveMaps } from "./device-mapper/live-maps.ts";
import { listDisks, readDisk } from "./devices/disks.ts";
import { readOwnership } from "./ownership/ownership.ts";
import { readBindings } from "./registry/bindings-file.ts";
import { readRegistry } from "./registry/registry.ts";
import { readAccessCache } from "./run/access-cache.ts";
import { readLeftMarks } from "./run/in-use-markers.ts";
import { readMarginal } from "./run/marginal-paths.ts";
import { readResizeWishes } from "./run/resize-wishes.ts";
import { ARMED } from "./run/run-directory.ts";
import { readSuspects } from "./run/suspects.ts";
import type { System } from "./system/system.ts";
import { readAttribute, readText } from "./system/text.ts";
import { readHostUse, readUse } from "./uses/in-use.ts";

export interface MachineOptions {
  /** Kernel names of the disks to read, chosen with the live maps at hand; all SCSI disks when absent. */
  readonly select?: (liveMaps: readonly LiveMap[]) => readonly string[];
  /** Whether maps will be changed by what is read: MapsUnknown is thrown where device-mapper does not answer. */
  readonly strict?: boolean;
}

/** Reads the machine. Sends no command to a device. */
export async function readMachine(system: System, options: MachineOptions = {}): Promise<Machine> {
  const liveMaps = await readLiveMaps(system, options.strict);
  const disks = options.select === undefined ? listDisks(system) : options.select(liveMaps);
  const paths = readPaths(system, disks);
  const mapNames = new Set(liveMaps.map(({ dm }) => dm));
  const blocks = listBlocks(system, options.strict === true);
  const selectors = readSelectors(system);
  const bindings = readBindings(system);
  return {
    paths,
    liveMaps,
    otherNames: blocks
      .filter((dm) => dm.startsWith("dm-") && !mapNames.has(dm))
      .flatMap((dm) => readAttribute(system, `/sys/block/${dm}/dm/name`) ?? []),
    presentDevts: readPresentDevts(system, paths, blocks),
    registry: readRegistry(system),
    wwidsFile: parseWwidsFile(readText(system, "/etc/multipath/wwids") ?? ""),
    ...given({ bindings }),
    ...readOwnership(system),
    marks: readLeftMarks(system),
    armed: system.exists(ARMED),
    kernelCommandLine: (readText(system, "/proc/cmdline") ?? "").trim().split(/\s+/),
    uses: readUses(system, paths, mapNames),
    nativeIds: readNativeIds(system),
    resizeWishes: readResizeWishes(system),
    capabilities: selectors === undefined ? {} : { selectors },
  };
}

/** An unreadable list would say that every path of every map is gone. */
function listBlocks(system: System, strict: boolean): readonly string[] {
  const blocks = system.list("/sys/block");
  if (blocks === undefined && strict) throw new MapsUnknown("/sys/block cannot be listed");
  return blocks ?? [];
}

/** Reads disks, each with what assemble last heard of its target port groups, and what the recheck thinks of it. */
function readPaths(system: System, disks: readonly string[]): readonly RawPath[] {
  const heard = readAccessCache(system);
  const suspects = readSuspects(system);
  const marginal = readMarginal(system);
  return disks.flatMap((dev) => {
    const path = readDisk(system, dev);
    if (path?.diskseq === undefined) return path ?? [];
    const rtpg = heard.get(`${dev} ${path.diskseq}`);
    const suspect = suspects.get(path.diskseq);
    return [
      {
        ...path,
        ...given({ rtpg, suspect }),
        ...(marginal.has(path.diskseq) ? { marginal: true } : {}),
      },
    ];
  });
}

function readPresentDevts(
  system: System,
  paths: readonly RawPath[],
  blocks: readonly string[],
): readonly string[] {
  const known = new Map(paths.map(({ dev, devt }) => [dev, devt]));
  return blocks.flatMap((name) => known.get(name) ?? readAttribute(system, `/sys/block/${name}/dev`) ?? []);
}

function readUses(
  system: System,
  paths: readonly RawPath[],
  maps: ReadonlySet<string>,
): ReadonlyMap<string, string> {
  const host = readHostUse(system);
  const uses = new Map<string, string>();
  for (const { dev } of paths) {
    const use = readUse(system, host, dev, maps);
    if (use !== undefined) uses.set(dev, use.by);
  }
  return uses;
}

/** WWIDs of LUNs that the kernel multipaths itself; the class exists only with native SCSI multipathing. */
function readNativeIds(system: System): readonly string[] {
  const devices = system.list("/sys/class/scsi_mpath_device") ?? [];
  return devices.flatMap((name) => readAttribute(system, `/sys/class/scsi_mpath_device/${name}/wwid`) ?? []);
}
