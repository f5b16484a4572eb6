import type { CompiledProfiles } from "../profile/compiled.ts";
import { naturalOrder } from "../render/natural-order.ts";
import { judgeMachine, type LunJudgement } from "./judge.ts";
import type { Machine } from "./machine.ts";

/** One disk that pathplug would take over, or would leave because it is used. */
export interface Takeover {
  readonly dev: string;
  readonly wwid: string;
  readonly product: string;
  readonly profile: string;
  /** Name of the map's node below /dev/mapper. */
  readonly map: string;
  /** Who uses it; a used disk stays where it is. */
  readonly use?: string;
}

/** The disks that would change hands if pathplug owned the host in this mode, in natural order. */
export function planTakeover(
  machine: Machine,
  profiles: CompiledProfiles,
  mode: Machine["mode"],
): readonly Takeover[] {
  const owned: Machine = { ...machine, owner: "pathplug", mode };
  return judgeMachine(owned, profiles)
    .luns.flatMap((judged) => (isConcerned(judged, mode) ? takeoversOf(judged) : []))
    .sort((a, b) => naturalOrder(a.dev, b.dev));
}

/** Those that get a map, and those that would get one if nobody used them. */
function isConcerned({ decision, use, match, entry, lun }: LunJudgement, mode: Machine["mode"]): boolean {
  if (decision !== undefined) return true;
  if (use === undefined) return false;
  if (entry !== undefined) return true;
  if (mode === "listed" || match.profile === undefined || match.claim === "never") return false;
  return match.claim === "first-path" || lun.paths.length > 1;
}

function takeoversOf({ lun, match, decision, entry, effective, use }: LunJudgement): readonly Takeover[] {
  const alias = decision?.alias ?? effective.alias ?? entry?.alias;
  return lun.paths
    .filter(({ claimed }) => claimed !== true)
    .map(({ dev, vendor, product }) => ({
      dev,
      wwid: lun.wwid,
      product: `${vendor} ${product}`.trim(),
      profile: match.profile ?? "none",
      map: alias ?? lun.wwid,
      ...(use === undefined ? {} : { use }),
    }));
}
