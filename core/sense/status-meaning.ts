import type { BlockStatus } from "./block-status.ts";
import { ARRAY, LINK, type Meaning } from "./meaning.ts";

/** What is known where the log has nothing but the end of a request. */
const meanings: Readonly<Record<BlockStatus, Meaning>> = {
  OK: { says: "it worked", next: "nothing" },
  NOTSUPP: { origin: "target", says: "the device does not support this", next: "what sent it" },
  TIMEOUT: { origin: "transport", says: "no answer came in time", next: LINK },
  NOSPC: { origin: "target", says: "the pool of the LUN is full", next: "space in the pool, at once" },
  TRANSPORT: { origin: "transport", says: "the transport has given the target up", next: LINK },
  TARGET: { origin: "target", says: "the target refuses this, on every path", next: ARRAY },
  RESV_CONFLICT: {
    origin: "target",
    says: "another host has reserved the LUN",
    next: "`sg_persist --in --read-full-status` of the path names who",
  },
  MEDIUM: { origin: "medium", says: "the device cannot read a block", next: ARRAY },
  PROTECTION: {
    origin: "target",
    says: "data and their protection information do not fit",
    next: "adapter, cable and the array's own log",
  },
  RESOURCE: {
    origin: "driver",
    says: "the kernel lacks memory or another resource",
    next: "`free`, `dmesg`",
  },
  DEV_RESOURCE: { origin: "driver", says: "the driver lacks a resource of the device", next: "`dmesg`" },
  AGAIN: { origin: "driver", says: "the request would have had to wait", next: "nothing" },
  OFFLINE: {
    origin: "driver",
    says: "the kernel sends the device nothing",
    next: "its state in `pathplug list paths`",
  },
  ZONE_OPEN_RESOURCE: { origin: "target", says: "too many zones are open", next: "what writes" },
  ZONE_ACTIVE_RESOURCE: { origin: "target", says: "too many zones are active", next: "what writes" },
  DURATION_LIMIT: { origin: "target", says: "the command took longer than its limit", next: ARRAY },
  INVAL: { origin: "driver", says: "the request was invalid", next: "what sent it" },
  IOERR: {
    says: "the request failed; the cause is in another line of the log, if the kernel wrote it",
    next: "the lines around it: `journalctl --dmesg`",
  },
};

export function statusMeaning(status: BlockStatus): Meaning {
  return meanings[status];
}
