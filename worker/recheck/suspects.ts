import type { MapPaths } from "../../core/recheck/failed-paths.ts";
import { failUntilIdentified } from "../../host/device-mapper/map-message.ts";
import {
  areAllDisks,
  hasNumber,
  type NumberedDisk,
  readDisksByNumber,
} from "../../host/devices/disk-numbers.ts";
import { isLinkAlive, readDisk } from "../../host/devices/disks.ts";
import { forgetDisk } from "../../host/devices/forget-disk.ts";
import { rescanDisk } from "../../host/devices/rescan-disk.ts";
import { triggerDisk } from "../../host/devices/scsi-disk.ts";
import { targetOf } from "../../host/devices/scsi-place.ts";
import { readRegisteredWwid } from "../../host/registry/registry.ts";
import { noteIdentified } from "../../host/run/identified-disks.ts";
import { kickAssemble } from "../../host/run/run-directory.ts";
import { beginIdentifying, clearSuspect, endIdentifying, readSuspects } from "../../host/run/suspects.ts";
import { doForAll } from "../../host/system/at-once.ts";
import type { System } from "../../host/system/system.ts";
import { readAttribute } from "../../host/system/text.ts";
import type { Journal } from "../engine/journal.ts";
import { comparePage83 } from "./compare-page83.ts";
import type { Errands } from "./errands.ts";
import { tellChanged } from "./siblings-of-target.ts";

/** How many maps are told at the same time. */
const AT_ONCE = 32;

/** What has come of a look at the disks that may be other LUNs now. */
export interface Held {
  /** What they have told, by diskseq. */
  readonly told: ReadonlyMap<string, string>;
  /** Whether a path was failed. */
  readonly hasFailed: boolean;
  /** Whether device-mapper has refused one: it is to be tried again at once. */
  readonly isRefused: boolean;
}

interface Holder {
  readonly map: MapPaths;
  readonly disk: NumberedDisk;
  readonly devt: string;
  readonly why: string;
}

/** Looks after disks that may be other LUNs now, until each has been identified or is gone. */
export class SuspectWatch {
  readonly #system: System;
  readonly #journal: Journal;
  readonly #errands: Errands;
  /** Disks that are to be read anew, or just are, by diskseq. */
  readonly #asked = new Set<string>();
  /** Those that a map uses still, because device-mapper has refused. */
  readonly #used = new Set<string>();
  /** Those of which the journal has heard. */
  readonly #said = new Set<string>();
  #isEmpty = true;

  constructor(system: System, journal: Journal, errands: Errands) {
    this.#system = system;
    this.#journal = journal;
    this.#errands = errands;
  }

  /** Whether there were none at the last look. */
  get isEmpty(): boolean {
    return this.#isEmpty;
  }

  /**
   * Has no map send I/O to such a disk: fails those paths again that a new table has had the kernel use, and has such maps queue
   * meanwhile, whatever their settings say. A disk that no map has any more is read anew. `disks` and `maps` were read before, so
   * what they lack may be there.
   */
  async hold(maps: readonly MapPaths[], disks: ReadonlyMap<string, NumberedDisk>): Promise<Held> {
    const told = readSuspects(this.#system);
    const holders: Holder[] = [];
    const numbers = told.size === 0 ? disks : readDisksByNumber(this.#system);
    const places = new Map([...numbers].map(([devt, disk]) => [disk.diskseq, { devt, disk }]));
    const held = mapsByPath(maps);
    for (const [diskseq, why] of told) {
      const { devt, disk } = places.get(diskseq) ?? {};
      if (devt === undefined || disk === undefined) {
        if (areAllDisks(this.#system, numbers)) clearSuspect(this.#system, diskseq);
        continue;
      }
      const own = held.get(devt) ?? [];
      for (const map of own) {
        if (map.used.has(devt)) holders.push({ map, disk, devt, why });
        else this.#say({ map, disk, devt, why });
      }
      if (own.length === 0) this.#readAnew(disk, diskseq, devt);
    }
    for (const diskseq of this.#said) if (!told.has(diskseq)) this.#said.delete(diskseq);
    this.#isEmpty = told.size === 0;
    let isRefused = false;
    await doForAll(holders, AT_ONCE, async (holder) => {
      if (!(await this.#fail(holder))) isRefused = true;
    });
    return { told, hasFailed: holders.length > 0, isRefused };
  }

  /** Whether device-mapper has taken it: it refuses while a map is suspended. */
  async #fail(holder: Holder): Promise<boolean> {
    const { map, wwid } = holder.map;
    const { devt, why } = holder;
    const { dev, diskseq = "" } = holder.disk;
    const about = { kind: "path-failed", wwid, map, devs: [dev] } as const;
    if (await failUntilIdentified(this.#system, wwid, devt)) {
      this.#say(holder);
      this.#used.delete(diskseq);
      return true;
    }
    if (this.#used.has(diskseq)) return false;
    this.#used.add(diskseq);
    const text = `${map}: ${dev} has told ${why}, and is used still: device-mapper has refused fail_path`;
    this.#journal("error", text, about);
    return false;
  }

  /** Why a path has failed is said once, whoever has failed it; the rule's program has no time for it. */
  #say({ map: { map, wwid, used }, disk: { dev, diskseq = "" }, devt, why }: Holder): void {
    if (this.#said.has(diskseq)) return;
    this.#said.add(diskseq);
    const isLast = [...used].every((other) => other === devt);
    const text = `${map}: ${dev} is used no more until it has been identified: it has told ${why}`;
    const waits = isLast ? "; no other path is in use, and I/O waits meanwhile" : "";
    this.#journal("warning", `${text}${waits}`, { kind: "path-failed", wwid, map, devs: [dev] });
  }

  /**
   * Nobody's path: the kernel asks it who it is, and the worker looks at what the kernel then says. The kernel keeps what it had
   * where the disk does not answer, so it is believed only when the disk says the same.
   */
  #readAnew(disk: NumberedDisk, diskseq: string, devt: string): void {
    const block = `/sys/block/${disk.dev}`;
    const isHeld = (this.#system.list(`${block}/holders`) ?? []).some((holder) =>
      readAttribute(this.#system, `${block}/holders/${holder}/dm/uuid`)?.startsWith("mpath-"),
    );
    // A command to a dead link would wait for its time-out.
    if (isHeld || !isLinkAlive(this.#system, disk.dev) || this.#asked.has(diskseq)) return;
    this.#asked.add(diskseq);
    const run = (system: System) =>
      identify(system, this.#journal, disk, devt).finally(() => this.#asked.delete(diskseq));
    // Which LUN it is nobody knows: it counts as one by itself.
    this.#errands.add([{ wwid: diskseq, target: targetOf(this.#system, disk.dev), run }]);
  }
}

/** Maps by the numbers of their paths: a target may tell of thousands of disks at a time. */
function mapsByPath(maps: readonly MapPaths[]): ReadonlyMap<string, readonly MapPaths[]> {
  const held = new Map<string, MapPaths[]>();
  for (const map of maps)
    for (const devt of map.paths) {
      const before = held.get(devt);
      if (before === undefined) held.set(devt, [map]);
      else before.push(map);
    }
  return held;
}

/**
 * Its turn may come late: by then its number may be another disk's. Whether it has been identified. One that has become another LUN
 * is deleted before the kernel reads it anew: udev would hear nothing of that, and keep the links of the LUN that it was; where that LUN
 * has a map, its other paths are in doubt. One that is not claimed may be in use: udev is told to look at it instead.
 */
async function identify(
  system: System,
  journal: Journal,
  disk: NumberedDisk,
  devt: string,
): Promise<boolean> {
  const { dev, diskseq } = disk;
  if (!hasNumber(system, disk, devt)) return false;
  beginIdentifying(system, diskseq);
  const isOther = (await comparePage83(system, journal, dev)) === "other";
  if (isOther && readDisk(system, dev)?.claimed === true) {
    const wwid = readRegisteredWwid(system, dev);
    if (wwid === undefined) await forgetDisk(system, disk, devt);
    else await tellChanged(system, journal, { map: wwid, wwid, devt, disk });
    return true;
  }
  await rescanDisk(system, dev);
  const now = await comparePage83(system, journal, dev);
  // A disk without the page is in no map: the worker cannot name its LUN.
  if (now !== "same" && now !== "none") return false;
  if (!hasNumber(system, disk, devt)) return false;
  noteIdentified(system, diskseq);
  // First: a run that is killed in between leaves nobody who would look.
  if (isOther) triggerDisk(system, dev);
  kickAssemble(system, dev);
  endIdentifying(system, diskseq);
  return true;
}
