import { udevReplace } from "../../core/bytes/untrusted.ts";
import type { RegistryEntry } from "../../core/registry/entry.ts";
import { listDisks, readKernelId } from "../devices/disks.ts";
import { readUdevProperties } from "../devices/udev-database.ts";
import type { System } from "../system/system.ts";
import { readAttribute } from "../system/text.ts";
import { readRegistry } from "./registry.ts";

/** A LUN of the registry, and what has been seen of it since the registry was read. */
export interface KnownLun {
  /** A name that it is registered under. */
  readonly key: string;
  readonly entry: RegistryEntry;
  hasPath: boolean;
  hasMap: boolean;
}

/** The LUNs of the registry, looked for in sysfs and udev's database alone: no program, no command to a device. */
export class KnownLuns {
  readonly #system: System;
  readonly #byKey = new Map<string, KnownLun>();
  readonly #byWwid = new Map<string, KnownLun>();
  /** Disks that have been looked at. */
  readonly #seen = new Set<string>();

  constructor(system: System) {
    this.#system = system;
    for (const [key, entry] of readRegistry(system)) {
      const lun = this.#byWwid.get(entry.wwid) ?? { key, entry, hasPath: false, hasMap: false };
      this.#byWwid.set(entry.wwid, lun);
      this.#byKey.set(key, lun);
    }
  }

  get all(): readonly KnownLun[] {
    return [...this.#byWwid.values()];
  }

  /** Notes which of them have paths and maps now. A map counts when udev is through with it: then its links are there. */
  look(): void {
    const system = this.#system;
    for (const dev of listDisks(system)) {
      if (this.#seen.has(dev)) continue;
      this.#seen.add(dev);
      const lun = this.#byKey.get(udevReplace(readKernelId(system, dev) ?? ""));
      if (lun !== undefined) lun.hasPath = true;
    }
    for (const dm of (system.list("/sys/block") ?? []).filter((name) => name.startsWith("dm-"))) {
      const uuid = readAttribute(system, `/sys/block/${dm}/dm/uuid`) ?? "";
      const lun = uuid.startsWith("mpath-") ? this.#byWwid.get(uuid.slice("mpath-".length)) : undefined;
      if (lun === undefined || lun.hasMap) continue;
      const devt = readAttribute(system, `/sys/block/${dm}/dev`) ?? "";
      lun.hasMap = readUdevProperties(system, devt)?.has("MPATH_DEVICE_READY") === true;
    }
  }
}
