import { isCandidate, isTakenOnSight } from "../claim/mode.ts";
import { claimReasonText } from "../claim/reason.ts";
import { claimKey } from "../identify/registry-key.ts";
import type { CompiledProfiles } from "../profile/compiled.ts";
import { allPaths } from "../topology/luns.ts";
import { naturalOrder } from "../topology/natural-order.ts";
import type { PathFacts } from "../topology/path.ts";
import { decodePath } from "../topology/path-facts.ts";
import { claimOf } from "./explanation.ts";
import { type Judgement, judgeMachine, type LunJudgement, matchPath } from "./judge.ts";
import { judgedPaths } from "./judged-paths.ts";
import { leftMarkOf, leftText } from "./left-lun.ts";
import type { Machine } from "./machine.ts";
import { UNNAMED } from "./unnamed-paths.ts";

/** One disk that pathplug would take over, leave to the system, or give back to it. */
export interface Takeover {
  readonly dev: string;
  /** The kernel's id, where there is no WWID. */
  readonly wwid: string;
  readonly product: string;
  readonly profile: string;
  /** Name of the map's node below /dev/mapper. */
  readonly map: string;
  /** Who uses it; a used disk stays where it is. */
  readonly use?: string;
  /** Why it is claimed but gets into no map. */
  readonly refused?: string;
  /** Why it stays with the system though its profile or the mode asks for it, whoever uses it. */
  readonly left?: string;
  /** It is claimed now and no map holds it: why it goes back to the system. */
  readonly givenBack?: string;
}

/** The disks that would change hands if pathplug owned the host in this mode, in natural order. */
export function planTakeover(
  machine: Machine,
  profiles: CompiledProfiles,
  mode: Machine["mode"],
): readonly Takeover[] {
  const owned: Machine = { ...machine, owner: "pathplug", mode, armed: true };
  const judgement = judgeMachine(owned, profiles);
  return [
    ...judgement.luns.flatMap((judged) => (isConcerned(judged, mode) ? takeoversOf(judged, owned) : [])),
    ...namelessOf(judgement, owned, profiles),
    ...givenBackOf(judgement, owned, profiles),
  ].sort((a, b) => naturalOrder(a.dev, b.dev));
}

/** The disks that udev has to look at again for this change of hands: those taken and those given back. */
export function disksToTrigger(disks: readonly Takeover[]): readonly string[] {
  const isChanging = ({ use, left, givenBack }: Takeover): boolean =>
    givenBack !== undefined || (use === undefined && left === undefined);
  return disks.filter(isChanging).map(({ dev }) => dev);
}

/** Those that get a map, and those that would get one if nobody used them. */
function isConcerned(
  { decision, use, match, entry, lun, exclusion }: LunJudgement,
  mode: Machine["mode"],
): boolean {
  if (decision !== undefined) return true;
  if (use === undefined && exclusion === undefined) return false;
  if (entry !== undefined) return true;
  return isTakenOnSight(mode, match) || (isCandidate(mode, match) && lun.paths.length > 1);
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
function useOf(
  dev: string,
  machine: Machine,
  judged: LunJudgement,
): { readonly use?: string; readonly left?: string } {
  const { use, lun } = judged;
  const mark = leftMarkOf(judged);
  if (mark !== undefined) return { left: leftText(judged, mark) };
  const own = machine.uses.get(dev);
  if (own !== undefined) return { use: own };
  if (use === undefined) return {};
  const busy = allPaths(lun)
    .filter((path) => machine.uses.has(path.dev))
    .map((path) => path.dev);
  return { use: `${busy.join(" ")} of the same LUN is in use` };
}

/** Free disks without a WWID: left where a profile asks for them, claimed by its file where the registry lists one. */
function namelessOf(
  { unidentified, unnamed }: Judgement,
  machine: Machine,
  profiles: CompiledProfiles,
): readonly Takeover[] {
  return unidentified.flatMap((path): readonly Takeover[] => {
    if (path.claimed === true) return [];
    const use = machine.uses.get(path.dev);
    const of = (wwid: string, why: Partial<Takeover>): readonly Takeover[] => [
      { ...subject(path, profiles, wwid), ...(use === undefined ? why : { use }) },
    ];
    if (unnamed.includes(path)) return of(path.identity.kernelId ?? "", { left: UNNAMED });
    const entry = machine.registry.get(claimKey(path.identity) ?? "");
    return entry === undefined ? [] : of(entry.wwid, { refused: `path-no-id: ${UNNAMED}` });
  });
}

/** Disks that are claimed, that no map holds, and that the claim rule leaves in this mode. */
function givenBackOf(
  judgement: Judgement,
  machine: Machine,
  profiles: CompiledProfiles,
): readonly Takeover[] {
  return judgedPaths(judgement).flatMap((path): readonly Takeover[] => {
    if (path.claimed !== true) return [];
    const judged = judgement.luns.find(({ lun }) => allPaths(lun).includes(path));
    const use = machine.uses.get(path.dev) ?? judged?.use;
    const isLeft = judgement.unnamed.includes(path);
    const verdict = claimOf(machine, matchPath(profiles, path), path, judged, isLeft || use !== undefined);
    // What the registry knows under another spelling of its id, the worker registers under this one.
    if (verdict.claimed || judged?.decision !== undefined) return [];
    const mark = judged === undefined ? undefined : leftMarkOf(judged);
    const reason =
      judged === undefined || mark === undefined ? claimReasonText(verdict.reason) : leftText(judged, mark);
    const why = isLeft ? UNNAMED : (use ?? reason);
    return [{ ...subject(path, profiles, judged?.lun.wwid ?? path.identity.kernelId ?? ""), givenBack: why }];
  });
}

function subject(path: PathFacts, profiles: CompiledProfiles, wwid: string): Takeover {
  const { dev, vendor, product } = path;
  const profile = matchPath(profiles, path).profile ?? "none";
  return { dev, wwid, product: `${vendor} ${product}`.trim(), profile, map: wwid };
}
