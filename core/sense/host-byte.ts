import type { BlockStatus } from "./block-status.ts";
import type { Handling } from "./handling.ts";
import { ARRAY, LINK, type Meaning, NOTHING, type Origin } from "./meaning.ts";

/** A host byte of a SCSI result: what the driver of the adapter says of a command (include/scsi/scsi_status.h). */
export interface HostByte {
  readonly name: string;
  readonly meaning: Meaning;
  readonly handling: Handling;
}

interface Row {
  readonly name: string;
  readonly origin: Origin;
  readonly says: string;
  readonly next: string;
  readonly repeated: Handling["repeated"];
  readonly status: BlockStatus;
}

function row(
  name: string,
  origin: Origin,
  repeated: Handling["repeated"],
  status: BlockStatus,
  says: string,
  next: string,
): Row {
  return { name, origin, repeated, status, says, next };
}

const ADAPTER = "what the adapter's driver says in `dmesg`; its firmware and cable";

/**
 * By number. What is sent again decide `scsi_decide_disposition` and `scsi_noretry_cmd` (drivers/scsi/scsi_error.c); as a
 * request of dm-multipath fails fast on transport errors, the kernel repeats none that was DID_BUS_BUSY. 10h to 13h were
 * the mid layer's own before 6.1. The kernel has no name for 14h and logs its number.
 */
const rows: Readonly<Record<number, Row>> = {
  1: row(
    "DID_NO_CONNECT",
    "transport",
    "no",
    "IOERR",
    "the target is not there: the link is down, or its port has left",
    LINK,
  ),
  2: row("DID_BUS_BUSY", "transport", "no", "IOERR", "the link stayed busy until the time was over", LINK),
  3: row(
    "DID_TIME_OUT",
    "transport",
    "counted",
    "IOERR",
    "no answer came in time, and the command was aborted",
    LINK,
  ),
  4: row("DID_BAD_TARGET", "transport", "no", "IOERR", "the adapter knows no such target", LINK),
  5: row("DID_ABORT", "driver", "no", "IOERR", "the command was aborted from this side", ADAPTER),
  6: row("DID_PARITY", "transport", "counted", "IOERR", "data were damaged on their way", LINK),
  7: row("DID_ERROR", "driver", "counted", "IOERR", "the adapter or its driver failed the command", ADAPTER),
  8: row("DID_RESET", "driver", "timed", "IOERR", "the command fell to a reset", NOTHING),
  9: row(
    "DID_BAD_INTR",
    "driver",
    "counted",
    "IOERR",
    "the adapter gave an interrupt that nobody expected",
    ADAPTER,
  ),
  11: row(
    "DID_SOFT_ERROR",
    "driver",
    "counted",
    "IOERR",
    "the driver asks for the command once more",
    ADAPTER,
  ),
  12: row("DID_IMM_RETRY", "driver", "timed", "IOERR", "the driver asks for the command at once", NOTHING),
  13: row("DID_REQUEUE", "driver", "timed", "IOERR", "the driver asks for the command later", NOTHING),
  14: row(
    "DID_TRANSPORT_DISRUPTED",
    "transport",
    "counted",
    "IOERR",
    "the connection broke while the command was under way",
    LINK,
  ),
  15: row(
    "DID_TRANSPORT_FAILFAST",
    "transport",
    "no",
    "TRANSPORT",
    "the transport has given the target up (fast_io_fail_tmo, or a session that was not recovered)",
    LINK,
  ),
  16: row(
    "DID_TARGET_FAILURE",
    "target",
    "no",
    "TARGET",
    "the target refuses the command, on every path",
    ARRAY,
  ),
  17: row(
    "DID_NEXUS_FAILURE",
    "target",
    "no",
    "RESV_CONFLICT",
    "another host has reserved the LUN",
    "`sg_persist --in --read-full-status` of the path names who",
  ),
  18: row("DID_ALLOC_FAILURE", "target", "no", "NOSPC", "the pool of the LUN is full", "space in the pool"),
  19: row("DID_MEDIUM_ERROR", "medium", "no", "MEDIUM", "the block cannot be read", ARRAY),
  20: row(
    "DID_TRANSPORT_MARGINAL",
    "transport",
    "no",
    "TRANSPORT",
    "the transport calls the port marginal and repeats nothing there",
    LINK,
  ),
};

/** Numbers of host bytes that stand for an error. */
export const hostByteNumbers: readonly number[] = Object.keys(rows).map(Number);

/** A host byte by its number; undefined for DID_OK, DID_PASSTHROUGH, which is taken for it, and for unknown ones. */
export function hostByteOf(number: number): HostByte | undefined {
  const found = rows[number];
  if (found === undefined) return undefined;
  const { name, origin, says, next, repeated, status } = found;
  const decidedBy = ["scsi_decide_disposition", "scsi_noretry_cmd", "scsi_result_to_blk_status"];
  return { name, meaning: { origin, says, next }, handling: { repeated, status, decidedBy } };
}

/** The same by the name in the log, `DID_NO_CONNECT` or `0x14`. */
export function hostByteNamed(name: string): HostByte | undefined {
  const number = /^0x[0-9a-f]{1,2}$/.test(name)
    ? Number(name)
    : hostByteNumbers.find((each) => rows[each]?.name === name);
  return number === undefined ? undefined : hostByteOf(number);
}
