import { placeOf } from "../devices/scsi-place.ts";
import { OWN } from "../run/run-directory.ts";
import type { System } from "../system/system.ts";
import { ownLock } from "./register-apart.ts";

/**
 * The paths of a LUN whose registration may be one that this host should not have: a file for each beside the LUN's lock, named by
 * its H:C:T:L, because a registration stays when the disk goes and comes. It is written before the path is registered, and goes
 * when the registration has turned out to be right or is taken back; what a killed run leaves tells the next.
 */
export class UnprovenPaths {
  readonly #system: System;
  readonly #prefix: string;

  constructor(system: System, wwid: string) {
    this.#system = system;
    this.#prefix = `${ownLock(wwid)}@`;
  }

  has(dev: string): boolean {
    return this.#system.exists(this.#fileOf(dev));
  }

  /** How many there are but this one. */
  countBut(dev: string): number {
    return this.#files().filter((file) => file !== this.#fileOf(dev)).length;
  }

  /** Whether it could be written down. */
  add(dev: string): boolean {
    return this.#system.write(this.#fileOf(dev), "", "replace").kind === "written";
  }

  /** Somebody has decided that this host is to be registered, whatever was before. */
  clear(): void {
    for (const file of this.#files()) this.#system.unlink(file);
  }

  delete(dev: string): void {
    if (this.has(dev)) this.#system.unlink(this.#fileOf(dev));
  }

  #files(): readonly string[] {
    const files = (this.#system.list(OWN) ?? []).map((name) => `${OWN}/${name}`);
    return files.filter((file) => file.startsWith(this.#prefix));
  }

  #fileOf(dev: string): string {
    return `${this.#prefix}${placeOf(this.#system, dev)}`;
  }
}
