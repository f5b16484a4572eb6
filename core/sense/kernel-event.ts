import type { BlockStatus } from "./block-status.ts";
import { LINK, type Meaning } from "./meaning.ts";
import type { SenseCodes } from "./sense-codes.ts";

/** What the kernel says of a device in words of its own, and not by sense data or a result. */
export interface KernelEvent {
  /** What stands in the line; plain for a regular expression. */
  readonly phrase: string;
  /** The unit attention that it tells of (`scsi_report_sense`). */
  readonly sense?: SenseCodes;
  readonly meaning?: Meaning;
  readonly status?: BlockStatus;
}

/** A unit attention by its additional sense code and qualifier. */
function attention(phrase: string, asc: number, ascq: number): KernelEvent {
  return { phrase, sense: { key: 0x6, asc, ascq, deferred: false, marked: false } };
}

const LIST =
  "its state in `pathplug list paths`; `echo running` into its `device/state` once the cause is mended";

/** By the kernel's function that writes them; the first that fits counts. */
export const kernelEvents: readonly KernelEvent[] = [
  // scsi_report_sense (drivers/scsi/scsi_error.c)
  attention("Inquiry data has changed", 0x3f, 0x03),
  attention("LUN assignments on this target have changed", 0x3f, 0x0e),
  attention("Operating parameters on this target have changed", 0x3f, 0x00),
  attention("LUN reached a thin provisioning soft threshold", 0x38, 0x07),
  attention("Power-on or device reset occurred", 0x29, 0x00),
  attention("Mode parameters changed", 0x2a, 0x01),
  attention("Asymmetric access state changed", 0x2a, 0x06),
  attention("Capacity data has changed", 0x2a, 0x09),
  attention("Parameters changed", 0x2a, 0x00),
  // scsi_device_state_check (drivers/scsi/scsi_lib.c)
  {
    phrase: "rejecting I/O to offline device",
    meaning: {
      origin: "driver",
      says: "the kernel sends the disk nothing: it is offline, after errors, by its transport, or by hand",
      next: LIST,
    },
    status: "IOERR",
  },
  {
    phrase: "rejecting I/O to dead device",
    meaning: {
      origin: "driver",
      says: "the disk has been deleted",
      next: "nothing, where that was wanted; else a rescan",
    },
    status: "IOERR",
  },
  // scsi_eh_offline_sdevs, scsi_decide_disposition (drivers/scsi/scsi_error.c)
  {
    phrase: "Device offlined - not ready after error recovery",
    meaning: {
      origin: "transport",
      says: "the disk answered nothing, not even after resets, and the kernel has set it offline",
      next: `${LINK}; then ${LIST}`,
    },
    status: "IOERR",
  },
  { phrase: "reservation conflict", status: "RESV_CONFLICT" },
  // sd_eh_action (drivers/scsi/sd.c)
  {
    phrase: "Medium access timeout failure. Offlining disk!",
    meaning: {
      origin: "target",
      says: "the disk answers but gives no data in time, and the kernel has set it offline",
      next: "the array's own log",
    },
    status: "IOERR",
  },
  // scsi_transport_fc.c (fc_timeout_deleted_rport), scsi_transport_iscsi.c and libiscsi.c
  {
    phrase: "blocked FC remote port time out",
    meaning: {
      origin: "transport",
      says: "an FC port was away for dev_loss_tmo: its disks are taken away",
      next: LINK,
    },
    status: "TRANSPORT",
  },
  {
    phrase: "session recovery timed out",
    meaning: {
      origin: "transport",
      says: "an iSCSI session was not back within recovery_tmo: what waits fails",
      next: LINK,
    },
    status: "TRANSPORT",
  },
  {
    phrase: "detected conn error",
    meaning: { origin: "transport", says: "an iSCSI connection broke: it is made anew", next: LINK },
  },
];
