import type { FailedPath, MapPaths } from "../../core/recheck/failed-paths.ts";
import { type FailedSince, RELAPSE } from "../../core/recheck/test-times.ts";
import type { NumberedDisk } from "../../host/devices/disk-numbers.ts";
import type { FailedTest, Untested } from "../../host/devices/path-test-result.ts";
import type { Journal } from "../engine/journal.ts";
import { DeadLinks } from "./dead-links.ts";
import { tellRemaining } from "./tell-remaining.ts";
import { TestQueue } from "./test-queue.ts";
import type { TestSlots } from "./test-slots.ts";
import type { Learn, WatchedPath } from "./watched-path.ts";

/** Which paths have failed, since when, and which of them are due to be tested. Says what changes. */
export class FailedWatch {
  readonly #journal: Journal;
  readonly #watched = new Map<string, WatchedPath>();
  readonly #testing = new Set<string>();
  /** Paths whose test has changed something that no look has shown yet. */
  readonly #changed = new Set<string>();
  readonly #urgent = new Set<string>();
  #due = new TestQueue<WatchedPath>();
  readonly #dead = new DeadLinks();
  /** Why each path has failed its last test, as it was said. */
  readonly #reasons = new Map<string, string>();
  /** When paths came back, and since when they had failed. */
  readonly #recovered = new Map<string, { readonly at: number; readonly since: FailedSince }>();
  /** Paths that were reinstated because they had passed their test, until a look has shown it; and those that this one shows. */
  readonly #reinstated = new Set<string>();
  #shown: ReadonlySet<string> = new Set();
  #unproven: readonly WatchedPath[] = [];
  /** Paths that the last look has found in use, and that were failed then to hold them back. */
  #heldBack: ReadonlySet<string> = new Set();
  /** Maps that had no path at the last look. */
  #pathless: ReadonlySet<string> = new Set();

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  get isEmpty(): boolean {
    return this.#watched.size === 0 && this.#testing.size === 0;
  }

  /**
   * Takes over what the kernel says of all maps; returns the paths that have failed since, not those that are held back. A path whose
   * disk is gone is not watched: its map will lose it.
   */
  note(maps: readonly MapPaths[], disks: Disks, now: number, learn: Learn): readonly WatchedPath[] {
    const news: WatchedPath[] = [];
    const failed = maps.flatMap((map) => map.failed.filter(({ devt }) => disks.has(devt)));
    for (const map of maps) this.#tell(map, disks);
    const used = new Set(maps.flatMap((map) => [...map.used].map((devt) => keyOf({ ...map, devt }))));
    this.#unproven = [...this.#watched].flatMap(([key, path]) =>
      used.has(key) && !this.#reinstated.has(key) ? path : [],
    );
    this.#noteReturned(new Set(failed.map(keyOf)), now);
    for (const path of failed) {
      const key = keyOf(path);
      const disk = disks.get(path.devt) ?? { dev: "" };
      const known = this.#watched.get(key);
      const { known: lun, target, ...told } = learn(path, disk);
      const { suspect } = told;
      // What has just said that it may be another LUN is identified at once.
      if (suspect !== undefined && known?.suspect === undefined) this.#urgent.add(key);
      if (known !== undefined && known.disk.diskseq === disk.diskseq) {
        const { suspect: _, ...rest } = known;
        // It was used, and has failed with its first I/O, before anybody has looked.
        const isNews = this.#shown.has(key);
        const since = isNews ? this.#relapse(key, known.since) : known.since;
        // A map may have got another name.
        const watched = { ...rest, ...told, map: path.map, since };
        this.#watched.set(key, watched);
        if (isNews) news.push(watched);
        continue;
      }
      const recovered = this.#recovered.get(key);
      const since = recovered ? this.#relapse(key, recovered.since) : { failedAt: now };
      const watched = { ...path, known: lun, target, ...told, disk, since };
      this.#watched.set(key, watched);
      news.push(watched);
    }
    this.#hurryPathless(maps);
    return news.filter((path) => !this.#heldBack.has(keyOf(path)));
  }

  /** Those that have not failed any more are not watched; `failed` are the others. */
  #noteReturned(failed: ReadonlySet<string>, now: number): void {
    for (const [key, { since }] of this.#watched) {
      if (failed.has(key)) continue;
      this.#watched.delete(key);
      this.#urgent.delete(key);
      this.#reasons.delete(key);
      this.#dead.forget(key);
      this.#recovered.set(key, { at: now, since });
    }
    for (const [key, { at }] of this.#recovered) if (now - at >= RELAPSE) this.#recovered.delete(key);
  }

  /**
   * A path has failed again right after its return: its outage goes on. The first time that need not be the path, which is tested at once:
   * a worker that changes tables fails in the new one what had failed before, and does not see what comes back while it waits.
   */
  #relapse(key: string, since: FailedSince): FailedSince {
    if (since.hasRelapsed !== true) this.#urgent.add(key);
    return { ...since, hasRelapsed: true };
  }

  /**
   * A map has just lost its last path: what has failed long ago, or was kept back, is tested at once and not when its time comes. Not
   * what passes each test and fails with the first I/O: it would be used and fail as fast as it can be tested.
   */
  #hurryPathless(maps: readonly MapPaths[]): void {
    const pathless = new Set(maps.flatMap(({ wwid, active }) => (active === 0 ? wwid : [])));
    for (const [key, { wwid, since }] of this.#watched) {
      const isNew = pathless.has(wwid) && !this.#pathless.has(wwid);
      if (isNew && since.testedAt !== undefined && !this.#recovered.has(key)) this.#urgent.add(key);
    }
    this.#pathless = pathless;
  }

  /**
   * The paths that have failed and that the kernel uses now, though no test of theirs was passed: a new table has brought them
   * back, or somebody else. What they are has to be found out while they are used.
   */
  takeUnproven(): readonly WatchedPath[] {
    const unproven = this.#unproven;
    this.#unproven = [];
    return unproven;
  }

  /** After a look: these paths work, and were failed because they are not to be used while another one works. */
  heldBack(paths: readonly Pick<FailedPath, "wwid" | "devt">[]): void {
    this.#heldBack = new Set(paths.map(keyOf));
    // None of them has failed again so soon: when it is needed it is tested at once.
    for (const key of this.#heldBack) this.#recovered.delete(key);
  }

  /** A path has passed its test, and the kernel was told to use it. */
  reinstated(path: WatchedPath): void {
    this.#reinstated.add(keyOf(path));
  }

  /** It has passed its test, but the kernel does not take that, as while its map is suspended: it is tested again soon. */
  refused(path: WatchedPath, now: number): void {
    const key = keyOf(path);
    const watched = this.#watched.get(key);
    if (watched !== undefined)
      this.#watched.set(key, { ...watched, since: { failedAt: now, testedAt: now } });
  }

  /** Says how many paths a map has left where a path of it has failed since the last time, or has come back. */
  #tell({ map, wwid, active, used, failed }: MapPaths, disks: Disks): void {
    const news = failed.flatMap((path) =>
      this.#watched.has(keyOf(path)) ? [] : (disks.get(path.devt)?.dev ?? []),
    );
    const back = [...used].flatMap((devt) => this.#watched.get(keyOf({ wwid, devt }))?.disk.dev ?? []);
    tellRemaining(this.#journal, { map, wwid, active }, news, back);
  }

  /** Whatever has failed is to be tested at once. */
  hurry(): void {
    for (const key of this.#watched.keys()) this.#urgent.add(key);
  }

  /** Links that were dead, at their last test or since, and are not any more: their paths are to be tested at once. */
  hurryLinks(now: number, isAlive: (dev: string) => boolean): void {
    for (const key of this.#dead.takeAlive(now, this.#watched, isAlive)) this.#urgent.add(key);
  }

  /** WWIDs of maps that have a path which may be another LUN now. */
  suspectMaps(): ReadonlySet<string> {
    const suspects = [...this.#watched.values()].filter(({ suspect }) => suspect !== undefined);
    return new Set(suspects.map(({ wwid }) => wwid));
  }

  /**
   * Finds out whose test is due: what is urgent first, then what has been due longest. None that is still being tested, or whose
   * test has changed something that no look has shown yet.
   */
  findDue(now: number, timeOf: (since: FailedSince) => number): void {
    const due = [...this.#watched].flatMap(([key, path]) => {
      const at = this.#urgent.has(key) ? Number.NEGATIVE_INFINITY : timeOf(path.since);
      return at <= now && !this.#testing.has(key) ? [{ at, path }] : [];
    });
    due.sort((a, b) => (a.at === b.at ? 0 : a.at - b.at));
    this.#due = new TestQueue(due.map(({ path }) => path));
  }

  /** The paths whose test begins now: those that are due and for which there is room. */
  takeDue(now: number, slots: TestSlots): readonly WatchedPath[] {
    return this.#due.take(slots, now).flatMap((path) => {
      const key = keyOf(path);
      const watched = this.#watched.get(key);
      if (watched === undefined) return [];
      const begun = { ...watched, since: { ...watched.since, testedAt: now } };
      this.#watched.set(key, begun);
      this.#testing.add(key);
      this.#urgent.delete(key);
      return [begun];
    });
  }

  /** A test has ended, with whatever result. Where that has changed something, the path is not tested before a look has shown it. */
  tested(path: WatchedPath, hasChanged: boolean): void {
    const key = keyOf(path);
    if (hasChanged) this.#changed.add(key);
    else this.#testing.delete(key);
  }

  /** A look at the maps begins; what is returned is called when it has been noted: it shows what has changed before it. */
  beginLook(): () => void {
    const shown = [...this.#changed];
    this.#shown = new Set(this.#reinstated);
    return () => {
      for (const key of this.#shown) this.#reinstated.delete(key);
      for (const key of shown) {
        this.#changed.delete(key);
        this.#testing.delete(key);
      }
    };
  }

  /**
   * Says why a path fails its test, once for each reason. Where it has not come back in time, the time to the next counts from now.
   */
  noteFailedTest(path: WatchedPath, test: FailedTest | Untested, now: number): void {
    const { reason } = test;
    const key = keyOf(path);
    const watched = this.#watched.get(key);
    if (watched === undefined) return;
    if ("isLinkDead" in test) this.#dead.add(key);
    // What is missing has been told once, for all paths.
    if ("missing" in test) return;
    if (test.kind === "silent")
      this.#watched.set(key, { ...watched, since: { ...watched.since, testedAt: now } });
    if (this.#reasons.get(key) === reason) return;
    this.#reasons.set(key, reason);
    const { map, wwid, disk } = watched;
    const about = { kind: "path-failed", wwid, map, devs: [disk.dev] } as const;
    this.#journal("warning", `${map}: ${disk.dev} fails its test: ${reason}`, about);
  }
}

type Disks = ReadonlyMap<string, NumberedDisk>;

function keyOf({ wwid, devt }: Pick<FailedPath, "wwid" | "devt">): string {
  return `${wwid} ${devt}`;
}
