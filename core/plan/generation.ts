import type { LiveMap, Lun } from "../topology/map.ts";
import { naturalOrder } from "../topology/natural-order.ts";
import { renderTable } from "../topology/table-line.ts";
import { canonicalJson, digest } from "./digest.ts";
import type { PlanInput } from "./plan-input.ts";

interface Keyed {
  readonly key: string;
  readonly [fact: string]: unknown;
}

/**
 * Digest of what a plan is made from. What moves without changing a plan stays out: fail counts, how often a map is
 * open, devices that no map names. The order of the lists does not count.
 */
export function planGeneration(input: PlanInput): string {
  return digest(canonicalJson(generationFacts(input)));
}

/** What is digested. Programs compare their digests, so it has no name in it that one of them shortens (`packaging/inner-names.json`). */
function generationFacts(input: PlanInput): Readonly<Record<string, unknown>> {
  const present = new Set(input.presentDevts);
  const ordered = <Item extends { readonly key: string }>(items: readonly Item[]) =>
    [...items].sort((a, b) => naturalOrder(a.key, b.key));
  return {
    luns: ordered(input.luns.map(lunFacts)),
    decisions: ordered(input.decisions.map((decision) => ({ key: decision.wwid, ...decision }))),
    maps: ordered(input.liveMaps.map((map) => mapFacts(map, present))),
    names: [...input.otherNames].sort(),
    selectors:
      input.capabilities.selectors === undefined ? undefined : [...input.capabilities.selectors].sort(),
    claim: input.requireClaim,
    passive: [...input.exposePassive].sort(),
    patience: [...input.patienceOver].sort(),
  };
}

function lunFacts({ wwid, paths, refused }: Lun): Keyed {
  return {
    key: wwid,
    paths: paths.map((path) => ({
      dev: path.dev,
      devt: path.devt,
      hctl: path.hctl,
      sectors: path.sectors,
      ro: path.readOnly,
      state: path.state,
      access: path.access && [path.access.state, path.access.preferred],
      tpg: path.tpg,
      node: path.targetNode,
      serial: path.serial,
      handler: path.handler,
      claimed: path.claimed,
    })),
    refused: refused.map(({ code, subject }) => `${code} ${subject}`),
  };
}

function mapFacts(map: LiveMap, present: ReadonlySet<string>): Keyed {
  const devts = map.table?.groups.flatMap(({ paths }) => paths.map(({ devt }) => devt)) ?? [];
  return {
    key: map.uuid,
    name: map.name,
    isOpen: map.openCount > 0,
    ro: map.readOnly,
    deferredRemove: map.deferredRemove,
    table: map.table === undefined ? undefined : renderTable(map.table),
    gone: devts.filter((devt) => !present.has(devt)).sort(),
  };
}
