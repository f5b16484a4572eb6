import { pathsOfMaps } from "../../core/recheck/failed-paths.ts";
import { mapUuid } from "../../core/topology/luns.ts";
import { readMapPathStates } from "../../host/device-mapper/live-maps.ts";
import { failUntilIdentified } from "../../host/device-mapper/map-message.ts";
import { readMapHeads } from "../../host/devices/dm-devices.ts";
import { isUdevIdle, readUdevProperties } from "../../host/devices/udev-database.ts";
import type { System } from "../../host/system/system.ts";
import { readAttribute } from "../../host/system/text.ts";

/**
 * Maps that udev takes for not ready though the kernel uses a path of theirs. The worker has said with a new table that none of its
 * paths works, and was killed before it had failed them, or device-mapper refused: no event of a path follows that would make the map
 * ready. One of its paths is failed, as one that has failed is: it is tested, and when it is used again udev hears of it.
 */
export class UnreadyMaps {
  readonly #system: System;
  /** Each is told once: one that others keep from being ready stays so. */
  readonly #told = new Set<string>();

  constructor(system: System) {
    this.#system = system;
  }

  /** Whether there was one, so that there is something to do. While udev has events to process nobody knows (`unknown`). */
  async wake(): Promise<"woken" | "none" | "unknown"> {
    const system = this.#system;
    const unready = readMapHeads(system).filter(({ dm, uuid }) => {
      const devt = readAttribute(system, `/sys/block/${dm}/dev`) ?? "";
      const isReady = readUdevProperties(system, devt)?.get("MPATH_DEVICE_READY") !== "0";
      return !isReady && !this.#told.has(uuid);
    });
    if (unready.length === 0) return "none";
    if (!isUdevIdle(system)) return "unknown";
    let hasWoken = false;
    for (const { wwid, used } of pathsOfMaps(await readMapPathStates(system))) {
      const [first] = used;
      const uuid = mapUuid(wwid);
      if (first === undefined || !unready.some((map) => map.uuid === uuid)) continue;
      this.#told.add(uuid);
      if (await failUntilIdentified(system, wwid, first)) hasWoken = true;
    }
    return hasWoken ? "woken" : "none";
  }
}
