import { registryKeys } from "../identify/registry-key.ts";
import type { RegistryEntry } from "../registry/entry.ts";
import { unmangleDmName } from "../topology/dm-name.ts";
import { allPaths, mapWwid } from "../topology/luns.ts";
import type { LiveMap } from "../topology/map.ts";
import { given } from "../values/given.ts";
import type { Judgement } from "./judge.ts";

/** A map of multipath-tools that goes on as pathplug's: its name and WWID stay. */
export interface AdoptedMap {
  readonly name: string;
  readonly wwid: string;
  readonly uuid: string;
  /** Kernel names of its paths. */
  readonly devs: readonly string[];
  /** Names under which its LUN is registered, so that it is known whoever made it. */
  readonly keys: readonly string[];
  /** Its name, where that is not its WWID. */
  readonly alias?: string;
  /** Whether it queues while it has no path. */
  readonly queues: boolean;
}

/** A map that cannot be gone on with, and why. */
export interface KeptMap {
  readonly name: string;
  readonly why: string;
}

export interface Adoption {
  readonly adopted: readonly AdoptedMap[];
  readonly kept: readonly KeptMap[];
}

/**
 * Which of the maps that stand pathplug can go on with: those whose LUN it identifies by the same WWID, by paths that agree with each
 * other. The others would be maps of LUNs that nobody here knows; nothing is adopted while there is one.
 */
export function planAdoption(maps: readonly LiveMap[], { luns }: Judgement): Adoption {
  const adopted: AdoptedMap[] = [];
  const kept: KeptMap[] = [];
  for (const map of maps) {
    const wwid = mapWwid(map);
    const judged = luns.find(({ lun }) => lun.wwid === wwid);
    const name = unmangleDmName(map.name);
    const why =
      judged === undefined
        ? "its paths say another WWID than it has, or it has none"
        : whyNot(judged.lun.refused);
    if (judged === undefined || why !== undefined) {
      kept.push({ name, why: why ?? "" });
      continue;
    }
    const paths = allPaths(judged.lun);
    adopted.push({
      name,
      wwid,
      uuid: map.uuid,
      devs: paths.map(({ dev }) => dev),
      keys: [...new Set(paths.flatMap(({ identity }) => registryKeys(identity)))],
      ...given({ alias: name === wwid ? undefined : name }),
      queues: map.table?.features.includes("queue_if_no_path") === true,
    });
  }
  return { adopted, kept };
}

/** The registry as it is when the maps are adopted: known LUNs keep what is known of them, and get the names of their maps. */
export function adoptedRegistry(
  registry: ReadonlyMap<string, RegistryEntry>,
  maps: readonly AdoptedMap[],
): ReadonlyMap<string, RegistryEntry> {
  const adopted = maps.flatMap(({ keys, wwid, alias }) => {
    const known = keys.map((key) => registry.get(key)).find((entry) => entry !== undefined);
    const entry: RegistryEntry = { ...(known ?? { wwid, ids: [], unknown: {} }), ...given({ alias }) };
    return keys.map((key) => [key, entry] as const);
  });
  return new Map([...registry, ...adopted]);
}

function whyNot(
  refused: readonly { readonly subject: string; readonly message: string }[],
): string | undefined {
  const [first] = refused;
  return first === undefined ? undefined : `${first.subject}: ${first.message}`;
}
