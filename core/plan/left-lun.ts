import { type ExcludableFacts, type Exclusion, exclusionText, findExclusion } from "../claim/exclusion.ts";
import { type LeftMark, leftTexts } from "../claim/left-mark.ts";
import { registryKeys } from "../identify/registry-key.ts";
import type { CompiledExclusion } from "../profile/compiled.ts";
import type { Transport } from "../profile/profile.ts";
import type { Settings } from "../profile/settings.ts";
import { allPaths } from "../topology/luns.ts";
import type { Lun } from "../topology/map.ts";
import type { PathFacts } from "../topology/path.ts";
import { canonicalJson, digest } from "./digest.ts";
import type { LunJudgement } from "./judge.ts";

/** Transports that multipath.conf(5) calls otherwise. */
const protocols: Partial<Record<Transport, string>> = { fc: "fcp", unspecified: "unspec" };

/**
 * Why a LUN is excluded. One path that fits is enough: with the others in a map, that path would be a second way to its data
 * outside it.
 */
export function exclusionOf(exclusions: readonly CompiledExclusion[], lun: Lun): Exclusion | undefined {
  if (exclusions.length === 0) return undefined;
  const hasWanted = exclusions.some(({ kind, except }) => kind === "property" && except === true);
  const found = allPaths(lun).map((path) => findExclusion(exclusions, factsOf(path, lun.wwid, hasWanted)));
  return found.find((one) => one !== undefined);
}

/** A property can only be missing where udev has read the disk: then its id is there. */
function factsOf(path: PathFacts, wwid: string, hasWanted: boolean): ExcludableFacts {
  const { dev, vendor, product, transport, fabric, properties = [] } = path;
  return {
    values: {
      property: properties.map((name) => [name]),
      devnode: [[dev]],
      product: [[vendor, product]],
      protocol: [[transport === "nvme" ? `nvme:${fabric}` : `scsi:${protocols[transport] ?? transport}`]],
      wwid: [[wwid]],
    },
    wantsProperty: hasWanted && properties.includes("ID_SERIAL"),
  };
}

/** What a map is made of, as far as its failing may depend on it: the devices, their size and the settings. */
export function failureDigest({ wwid, paths }: Lun, settings: Settings): string {
  const devices = paths.map(({ dev, devt, hctl, sectors }) => [dev, devt, hctl, sectors]);
  return digest(canonicalJson([wwid, devices, settings]));
}

/** The marker of a LUN, under any spelling of its id. */
export function markOf(marks: ReadonlyMap<string, LeftMark>, { paths }: Lun): LeftMark | undefined {
  if (marks.size === 0) return undefined;
  const keys = paths.flatMap(({ identity }) => registryKeys(identity));
  return keys.flatMap((key) => marks.get(key) ?? [])[0];
}

/**
 * The marker that a LUN gets which is left though nobody uses it; absent for any other. While its map stands, a LUN that is
 * excluded is not left: a path that the system had would be a second way to what the map shows.
 */
export function leftMarkOf({ reason, lun, effective, isMapped }: LunJudgement): LeftMark | undefined {
  if (reason === "excluded" && isMapped) return undefined;
  if (reason === "excluded" || reason === "given-back") return { reason };
  return reason === "map-failed" ? { reason, digest: failureDigest(lun, effective.settings) } : undefined;
}

/** Why it is left, in the words of a sentence. */
export function leftText({ exclusion }: Pick<LunJudgement, "exclusion">, { reason }: LeftMark): string {
  return exclusion === undefined ? leftTexts[reason] : `excluded: ${exclusionText(exclusion)}`;
}
