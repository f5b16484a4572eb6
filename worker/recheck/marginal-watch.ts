import type { FailedPath, MapPaths } from "../../core/recheck/failed-paths.ts";
import {
  addFailure,
  isMarginal,
  type MarginalPolicy,
  parseMarginalPolicy,
} from "../../core/recheck/marginal.ts";
import { sendMessage } from "../../host/device-mapper/map-message.ts";
import { areAllDisks, type NumberedDisk } from "../../host/devices/disk-numbers.ts";
import type { Registered } from "../../host/registry/registered.ts";
import {
  forgetGone,
  markMarginal,
  readMarginal,
  readPathErrors,
  unmarkMarginal,
  writePathErrors,
} from "../../host/run/marginal-paths.ts";
import { kickAssemble } from "../../host/run/run-directory.ts";
import type { System } from "../../host/system/system.ts";
import { readUptime } from "../../host/system/uptime.ts";
import type { Journal } from "../engine/journal.ts";
import type { WatchedPath } from "./watched-path.ts";

/**
 * Keeps paths out of use that fail again and again though each test finds them well, or that somebody has marked: as long as
 * another path works, or, where the settings say so, by a path group of their own that comes last.
 */
export class MarginalWatch {
  readonly #system: System;
  readonly #journal: Journal;
  #policies: ReadonlyMap<string, MarginalPolicy> = new Map();
  #maps: readonly MapPaths[] = [];
  #marginal: ReadonlyMap<string, number> = new Map();

  constructor(system: System, journal: Journal) {
    this.#system = system;
    this.#journal = journal;
  }

  /** Whether no marginal path is on its way back to trust. */
  get isEmpty(): boolean {
    return ![...this.#marginal.values()].some(Number.isFinite);
  }

  /** Takes over what the kernel says of all maps, and which paths have just failed. Returns those that it has failed itself. */
  async note(
    maps: readonly MapPaths[],
    disks: ReadonlyMap<string, NumberedDisk>,
    failed: readonly WatchedPath[],
    registered: ReadonlyMap<string, Registered>,
  ): Promise<readonly FailedPath[]> {
    this.#maps = maps;
    this.#policies = new Map(
      [...registered].map(([wwid, { entry }]) => [wwid, parseMarginalPolicy(entry.marginal)]),
    );
    for (const path of failed) this.#count(path);
    const present = new Set([...disks.values()].flatMap(({ diskseq }) => diskseq ?? []));
    if (areAllDisks(this.#system, disks)) forgetGone(this.#system, present);
    this.#expire(disks);
    this.#marginal = readMarginal(this.#system);
    return await this.#hold(disks);
  }

  /** Whether a path that works is not to be used for now. */
  isHeldBack({ wwid, disk: { diskseq } }: WatchedPath): boolean {
    if (diskseq === undefined || !readMarginal(this.#system).has(diskseq)) return false;
    return !this.#policy(wwid).inGroups && this.#maps.some((map) => map.wwid === wwid && map.active > 0);
  }

  /** A marginal path has failed its test: its time begins anew. */
  failedTest({ wwid, disk: { diskseq } }: WatchedPath): void {
    const until = this.#marginal.get(diskseq ?? "");
    if (diskseq === undefined || until === undefined || !Number.isFinite(until)) return;
    markMarginal(this.#system, diskseq, readUptime(this.#system) + this.#policy(wwid).recovery);
  }

  #policy(wwid: string): MarginalPolicy {
    return this.#policies.get(wwid) ?? parseMarginalPolicy(undefined);
  }

  #count({ map, wwid, suspect, disk: { dev, diskseq } }: WatchedPath): void {
    const policy = this.#policy(wwid);
    // What was failed to be identified has not failed.
    if (diskseq === undefined || policy.threshold === undefined || suspect !== undefined) return;
    const now = readUptime(this.#system);
    const errors = addFailure(readPathErrors(this.#system, diskseq), now, policy);
    writePathErrors(this.#system, diskseq, errors);
    if (!isMarginal(errors, policy) || readMarginal(this.#system).get(diskseq) === Number.POSITIVE_INFINITY)
      return;
    markMarginal(this.#system, diskseq, now + policy.recovery);
    kickAssemble(this.#system, dev);
    const text = `${map}: ${dev} is marginal: it has failed ${errors.length} times in ${policy.window} s; it has to be well for ${policy.recovery} s`;
    this.#journal("warning", text, { kind: "path-marginal", wwid, map, devs: [dev] });
  }

  #expire(disks: ReadonlyMap<string, NumberedDisk>): void {
    const now = readUptime(this.#system);
    for (const [diskseq, until] of readMarginal(this.#system)) {
      if (until > now) continue;
      unmarkMarginal(this.#system, diskseq);
      for (const { dev } of [...disks.values()].filter((disk) => disk.diskseq === diskseq)) {
        kickAssemble(this.#system, dev);
        this.#journal("note", `${dev} is marginal no more`, { kind: "path-trusted", devs: [dev] });
      }
    }
  }

  /** What is used and marginal is used no more while another path works: marks by hand, and what a new table has brought back. */
  async #hold(disks: ReadonlyMap<string, NumberedDisk>): Promise<readonly FailedPath[]> {
    const held: FailedPath[] = [];
    for (const { map, wwid, used } of this.#maps) {
      if (this.#policy(wwid).inGroups) continue;
      const isMarginalPath = (devt: string): boolean => this.#marginal.has(disks.get(devt)?.diskseq ?? "");
      const marginal = [...used].filter(isMarginalPath);
      if (marginal.length === used.size) continue;
      for (const devt of marginal)
        if (await sendMessage(this.#system, wwid, ["fail_path", devt])) held.push({ map, wwid, devt });
    }
    return held;
  }
}
