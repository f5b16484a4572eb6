import { Flags } from "@oclif/core";
import { isPlainWwid } from "../core/identify/plain-wwid.ts";
import { linkOf, type MapState } from "../host/device-mapper/map-state.ts";
import { fail } from "../host/system/failure.ts";

/** Flags of the commands about one LUN that programs call. */
export const lunFlags = {
  wwid: Flags.string({ description: "WWID of the LUN", required: true, helpValue: "W" }),
  timeout: Flags.integer({
    description: "seconds to wait at most",
    default: 60,
    min: 0,
    max: 3600,
    helpValue: "S",
  }),
};

/** A WWID as somebody has given it, where it can be one: it becomes part of file names. */
export function requireWwid(word: string): string {
  if (!isPlainWwid(word))
    fail("badInput", "wwid-unusable", "--wwid", `${JSON.stringify(word)} is no WWID of a map`);
  return word;
}

/** A map, as `ensure` and `resize` print it. */
export function mapJson(wwid: string, map: MapState & { readonly changed: boolean }): object {
  const { name, dm, bytes, running, changed } = map;
  return { wwid, map: name, dm, device: `/dev/${dm}`, link: linkOf(wwid), bytes, paths: running, changed };
}
