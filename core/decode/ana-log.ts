import { Cursor } from "../bytes/cursor.ts";
import type { AccessState } from "./rtpg.ts";

/**
 * ANA states as SPC's asymmetric access states, as multipath-tools weighs them: inaccessible is as standby, since the array may
 * open it at any time; of persistent loss nothing comes back (NVM Express Base 2.0, 8.1.2).
 */
const STATES: Readonly<Record<number, AccessState>> = {
  1: "active/optimized",
  2: "active/non-optimized",
  3: "standby",
  4: "unavailable",
  15: "transitioning",
};

/**
 * The access state of a namespace in the Asymmetric Namespace Access log page (0Ch; NVM Express Base 2.0, 5.16.1.13), where the
 * page names it; a page that is cut tells what it holds.
 */
export function anaStateOf(bytes: Uint8Array, nsid: number): AccessState | undefined {
  const page = new Cursor(bytes);
  let at = 16;
  for (let groups = page.u16le(8) ?? 0; groups > 0; groups--) {
    const namespaces = page.u32le(at + 4);
    if (namespaces === undefined) break;
    const end = at + 32 + 4 * namespaces;
    for (let entry = at + 32; entry < Math.min(end, bytes.length); entry += 4) {
      if (page.u32le(entry) === nsid) return STATES[page.bits(at + 16, 0, 4) ?? 0];
    }
    at = end;
  }
  return undefined;
}
