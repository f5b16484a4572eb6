import type { MapPaths } from "../../core/recheck/failed-paths.ts";
import type { NumberedDisk } from "../../host/devices/disk-numbers.ts";
import { scanPlace } from "../../host/devices/forget-disk.ts";
import { rescanDisk } from "../../host/devices/rescan-disk.ts";
import { placeOf, targetOf, targetOfPlace } from "../../host/devices/scsi-place.ts";
import { placesTold } from "../../host/run/recheck-markers.ts";
import type { System } from "../../host/system/system.ts";
import type { Errand } from "./errands.ts";

/**
 * Has all paths of a map read again of which one has told that its size or write protection has changed: the others are told only
 * when they are used, and a map is resized when all agree. Each by itself, so one that hangs holds up no other. Returns what is
 * to be done.
 */
export function rescanTold(
  system: System,
  news: readonly string[],
  maps: readonly MapPaths[],
  disks: ReadonlyMap<string, NumberedDisk>,
): readonly Errand[] {
  const places = placesTold(news, "rescan");
  if (places.length === 0) return [];
  const devts = [...disks].flatMap(([devt, { dev }]) =>
    places.includes(placeOf(system, dev)) ? [devt] : [],
  );
  const concerned = maps.filter(({ paths }) => devts.some((devt) => paths.has(devt)));
  return concerned.flatMap(({ wwid, paths }) =>
    [...paths].flatMap((devt): readonly Errand[] => {
      const disk = disks.get(devt);
      if (disk === undefined) return [];
      const run = (asked: System) => rescanDisk(asked, disk.dev).then(() => false);
      return [{ wwid, target: targetOf(system, disk.dev), run }];
    }),
  );
}

/** Has places looked at again from which disks were to be deleted, by somebody who may have been killed after that. */
export function scanTold(news: readonly string[]): readonly Errand[] {
  return placesTold(news, "scan").map((place) => ({
    wwid: place,
    target: targetOfPlace(place),
    run: (system: System) => scanPlace(system, place).then(() => false),
  }));
}
