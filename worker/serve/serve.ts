import { MapsUnknown } from "../../host/device-mapper/dm-info.ts";
import { serveRequests } from "../../host/run/requests.ts";
import { ARMED, makeRunDirectories } from "../../host/run/run-directory.ts";
import type { Engine } from "../engine/engine.ts";
import type { Journal } from "../engine/journal.ts";
import { readProfiles } from "../engine/profiles.ts";
import { removeMap } from "./remove-map.ts";

/**
 * Does what others have asked for in /run/pathplug/requests, and answers. A host that is not armed does nothing, and says
 * so. The caller holds the host's lock. Returns the exit status.
 */
export async function serve(engine: Engine, journal: Journal): Promise<number> {
  const { system } = engine;
  makeRunDirectories(system);
  const profiles = readProfiles(engine);
  const isStuck = await serveRequests(system, async (request, isAsked) => {
    if (profiles === undefined) return failed("no profiles can be read");
    if (!system.exists(ARMED)) return failed("the host is not armed");
    try {
      return await removeMap({ system, profiles, journal }, request, isAsked);
    } catch (reason) {
      if (reason instanceof MapsUnknown) return failed(reason.message);
      throw reason;
    }
  });
  return isStuck ? 1 : 0;
}

function failed(reason: string) {
  return { result: "failed", changed: false, deleted: [], reason } as const;
}
