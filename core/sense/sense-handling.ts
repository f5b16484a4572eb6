import type { BlockStatus } from "./block-status.ts";
import { type DeviceHandler, handlerFunctions, handlerVerdict } from "./device-handler.ts";
import type { Handling } from "./handling.ts";
import type { SenseCodes } from "./sense-codes.ts";

/**
 * What becomes of a read or write of a disk that ended in CHECK CONDITION with this sense data, as the kernel has it from
 * 6.1 to 7.2: the attached device handler is asked, then `scsi_check_sense` (drivers/scsi/scsi_error.c), then
 * `scsi_io_completion_action` (drivers/scsi/scsi_lib.c). Left out are flags of single old devices (BLIST_RETRY_HWERROR,
 * BLIST_RETRY_ITF), removable media, `allow_restart` of local disks, a second try with a 6-byte command, and what follows
 * a reset by the kernel itself.
 */
export function senseHandling(sense: SenseCodes, handler?: DeviceHandler): Handling {
  if (sense.deferred) return { repeated: "counted", status: "IOERR", decidedBy: ["scsi_check_sense"] };
  const verdict = handler === undefined ? "pass" : handlerVerdict(handler, sense);
  if (handler === undefined || verdict === "pass") return checked(sense);
  // What a handler decides leaves no mark of the mid layer on the command, so it ends as a plain I/O error.
  const { repeated, status } = completion(sense, "IOERR");
  const isTimed = verdict === "ADD_TO_MLQUEUE" || repeated === "timed";
  return {
    repeated: isTimed ? "timed" : verdict === "NEEDS_RETRY" ? "counted" : repeated,
    status,
    decidedBy: [handlerFunctions[handler], "scsi_io_completion_action"],
  };
}

/** The way without a device handler. */
function checked(sense: SenseCodes): Handling {
  // The bits are looked at before the key: no error with one of them is called the medium's or the target's.
  if (sense.marked) return completion(sense, "IOERR");
  const completed = completion(sense, statusByCheck(sense));
  return completed.repeated === "no" && isCheckedAgain(sense)
    ? { ...completed, repeated: "counted" }
    : completed;
}

/** The end of a command whose retries are over, or the retries that its completion adds; `status` is what the check has left. */
function completion(sense: SenseCodes, status: BlockStatus): Handling {
  const { key, asc, ascq } = sense;
  const by = (repeated: Handling["repeated"], end: BlockStatus, completer: string): Handling => {
    return { repeated, status: end, decidedBy: ["scsi_check_sense", completer] };
  };
  // A false check condition: how much was transferred is not known, so all of it is asked for again, without end.
  if (key === 0x0) return by("endless", "IOERR", "sd_done");
  if (key === 0x1) return by("no", "OK", "scsi_io_completion_nz_result");
  const passes = key === 0x6 || (key === 0x2 && asc === 0x04 && PASSING.has(ascq));
  return by(passes ? "timed" : "no", statusByAction(sense, status), "scsi_io_completion_action");
}

/** NOT READY with ASC 04h and one of these is waited for (`scsi_io_completion_action`): it passes. */
const PASSING: ReadonlySet<number> = new Set([
  0x01, 0x04, 0x05, 0x06, 0x07, 0x08, 0x09, 0x0a, 0x11, 0x14, 0x1a, 0x1b, 0x1d,
]);

/** What `scsi_check_sense` has sent again, as often as a command may be. */
function isCheckedAgain(sense: SenseCodes): boolean {
  if (sense.key === 0xb) return sense.asc !== 0x10 && !isOverdue(sense);
  return sense.key === 0x3 && !LOST_BLOCK.has(sense.asc);
}

/** The device gave a command up because of its duration limit (later than 6.1). */
function isOverdue({ key, asc, ascq }: SenseCodes): boolean {
  return key === 0xb ? asc === 0x2e && ascq >= 0x01 && ascq <= 0x03 : asc === 0x55 && ascq === 0x0a;
}

/** MEDIUM ERROR with one of these is an error of the medium; with others the kernel does not call it so. */
const LOST_BLOCK: ReadonlySet<number> = new Set([0x11, 0x13, 0x14]);

/** ILLEGAL REQUEST with one of these would be refused on every path. */
const REFUSED: ReadonlySet<number> = new Set([0x20, 0x21, 0x22, 0x24, 0x26, 0x27]);

/** The status of `scsi_result_to_blk_status`, by the byte that `scsi_check_sense` has left. */
function statusByCheck(sense: SenseCodes): BlockStatus {
  const { key, asc, ascq } = sense;
  switch (key) {
    case 0x3:
      return LOST_BLOCK.has(asc) ? "MEDIUM" : "IOERR";
    case 0x5:
      return REFUSED.has(asc) ? "TARGET" : "IOERR";
    case 0x7:
      return asc === 0x27 && ascq === 0x07 ? "NOSPC" : "TARGET";
    case 0x4:
    case 0x8:
    case 0xa:
    case 0xd:
    case 0xe:
      return "TARGET";
    case 0xb:
    case 0xf:
      return isOverdue(sense) ? "DURATION_LIMIT" : "IOERR";
    default:
      return "IOERR";
  }
}

/** What `scsi_io_completion_action` makes of that status. */
function statusByAction({ key, asc, ascq }: SenseCodes, status: BlockStatus): BlockStatus {
  if (asc === 0x10 && (key === 0x5 || key === 0xb)) return "PROTECTION";
  if (key === 0x5 && (asc === 0x20 || asc === 0x24)) return "TARGET";
  const zones = (asc === 0x0c && ascq === 0x12) || (asc === 0x55 && (ascq === 0x0e || ascq === 0x0f));
  return key === 0x7 && zones ? "ZONE_OPEN_RESOURCE" : status;
}
