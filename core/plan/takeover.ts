import type { CompiledProfiles } from "../profile/compiled.ts";
import { naturalOrder } from "../topology/natural-order.ts";
import { decodePath } from "../topology/path-facts.ts";
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
  /** Why it is claimed but gets into no map. */
  readonly refused?: string;
}

/** The disks that would change hands if pathplug owned the host in this mode, in natural order. */
export function planTakeover(
  machine: Machine,
  profiles: CompiledProfiles,
  mode: Machine["mode"],
): readonly Takeover[] {
  const owned: Machine = { ...machine, owner: "pathplug", mode };
  return judgeMachine(owned, profiles)
    .luns.flatMap((judged) => (isConcerned(judged, mode) ? takeoversOf(judged, owned) : []))
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

function takeoversOf(judged: LunJudgement, machine: Machine): readonly Takeover[] {
  const { lun, match, decision, entry, effective } = judged;
  const alias = decision?.alias ?? effective.alias ?? entry?.alias;
  const shared = {
    wwid: lun.wwid,
    profile: match.profile ?? "none",
    map: alias ?? lun.wwid,
  };
  const members = lun.paths
    .filter(({ claimed }) => claimed !== true)
    .map(({ dev, vendor, product }) => ({
      dev,
      product: `${vendor} ${product}`.trim(),
      ...shared,
      ...useOf(dev, machine, judged),
    }));
  const refused = lun.refused.flatMap(({ subject, code, message }) => {
    const raw = machine.paths.find(({ dev }) => dev === subject);
    if (raw === undefined || raw.claimed === true) return [];
    const { vendor, product } = decodePath(raw).path;
    return [
      {
        dev: subject,
        product: `${vendor} ${product}`.trim(),
        ...shared,
        ...useOf(subject, machine, judged),
        refused: `${code}: ${message}`,
      },
    ];
  });
  return [...members, ...refused];
}

/** A LUN is used as a whole: a free path of it stays with the system too, and says whose sake it is for. */
function useOf(dev: string, machine: Machine, { use, lun }: LunJudgement): { readonly use?: string } {
  const own = machine.uses.get(dev);
  if (own !== undefined) return { use: own };
  if (use === undefined) return {};
  const busy = [...lun.paths, ...lun.refusedPaths]
    .filter((path) => machine.uses.has(path.dev))
    .map((path) => path.dev);
  return { use: `${busy.join(" ")} of the same LUN is in use` };
}
