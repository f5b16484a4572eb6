import { resumeLeft } from "../../host/device-mapper/swap-tables.ts";
import { releaseLeftCookies } from "../../host/device-mapper/udev-cookies.ts";
import type { Run } from "./run.ts";

/** Undoes what runs that were killed have left half done, before anything of this one is under way. */
export async function clearUpAfterKilled({ system, cookies, journal }: Run): Promise<void> {
  await releaseLeftCookies(system, cookies);
  for (const map of await resumeLeft(system, cookies))
    journal("warning", `${map} was left suspended by a run that was killed, and is resumed`, {
      kind: "resumed",
      map,
    });
}
