import { type Judgement, matchPath } from "../plan/judge.ts";
import { judgedPaths } from "../plan/judged-paths.ts";
import type { Machine } from "../plan/machine.ts";
import type { CompiledProfiles } from "../profile/compiled.ts";
import type { LiveTopology } from "../topology/live-topology.ts";
import { naturalOrder } from "../topology/natural-order.ts";

/** One SCSI disk in a list; null where nothing is known. */
export interface PathRow {
  readonly dev: string;
  readonly devt: string;
  readonly hctl: string;
  readonly wwid: string | null;
  readonly vendor: string;
  readonly product: string;
  readonly sectors: number;
  readonly state: string;
  readonly access: string | null;
  readonly profile: string | null;
  /** Name of the map it is in, and its device. */
  readonly map: string | null;
  readonly dm: string | null;
}

/** Every SCSI disk, in natural order. */
export function listPaths(
  machine: Machine,
  judgement: Judgement,
  profiles: CompiledProfiles,
): readonly PathRow[] {
  const wwids = new Map(
    judgement.luns.flatMap(({ lun }) => lun.paths.map(({ dev }) => [dev, lun.wwid] as const)),
  );
  const maps = new Map(
    machine.liveMaps.flatMap(({ name, dm, table }) =>
      (table?.groups ?? []).flatMap((group) => group.paths.map(({ devt }) => [devt, { name, dm }] as const)),
    ),
  );
  return judgedPaths(judgement)
    .map((path): PathRow => {
      return {
        dev: path.dev,
        devt: path.devt,
        hctl: path.hctl,
        wwid: wwids.get(path.dev) ?? path.identity.wwid ?? null,
        vendor: path.vendor,
        product: path.product,
        sectors: path.sectors,
        state: path.state,
        access: path.access?.state ?? null,
        profile: matchPath(profiles, path).profile ?? null,
        map: maps.get(path.devt)?.name ?? null,
        dm: maps.get(path.devt)?.dm ?? null,
      };
    })
    .sort((a, b) => naturalOrder(a.dev, b.dev));
}

/** One map in a list. */
export interface MapRow {
  readonly name: string;
  readonly wwid: string;
  readonly dm: string;
  readonly sectors: number;
  readonly profile: string;
  readonly paths: number;
  readonly failed: number;
}

/** Every multipath map, in the order of the topology. */
export function listMaps(maps: readonly LiveTopology[]): readonly MapRow[] {
  return maps.map(({ map, wwid, sectors, profile, groups }) => {
    const paths = groups.flatMap((group) => group.paths);
    const failed = paths.filter(({ state }) => state === "failed").length;
    return { name: map.name, wwid, dm: map.dm, sectors, profile, paths: paths.length, failed };
  });
}

/** One compiled profile in a list. */
export interface ProfileRow {
  readonly name: string;
  readonly title: string;
  readonly claim: string;
  /** Products it matches, `vendor/product`. */
  readonly products: readonly string[];
}

/** Every profile that matches something, in natural order. */
export function listProfiles(compiled: CompiledProfiles): readonly ProfileRow[] {
  return Object.entries(compiled.profiles)
    .map(([name, { title, layers }]): ProfileRow => {
      const entries = compiled.entries.filter(({ kind, profile }) => kind === "match" && profile === name);
      const claims = layers.flatMap(({ settings }) => settings.claim ?? []);
      return {
        name,
        title,
        claim: claims.at(-1) ?? "second-path",
        products: entries.map(({ vendor, product }) => `${vendor}/${product}`),
      };
    })
    .sort((a, b) => naturalOrder(a.name, b.name));
}
