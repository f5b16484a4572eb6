import type { SenseCodes } from "./sense-codes.ts";

/** SCSI device handlers that look at sense data before the mid layer does. */
export type DeviceHandler = "alua" | "rdac" | "emc";

export const deviceHandlers: readonly DeviceHandler[] = ["alua", "rdac", "emc"];

/** What `check_sense` of a handler decides; `pass`: the mid layer decides as if there were none. */
export type HandlerVerdict = "NEEDS_RETRY" | "ADD_TO_MLQUEUE" | "SUCCESS" | "pass";

interface Row {
  readonly key: number;
  readonly asc: number;
  readonly ascq: number;
  readonly verdict: Exclude<HandlerVerdict, "pass">;
}

const NOT_READY = 0x2;
const ILLEGAL_REQUEST = 0x5;
const UNIT_ATTENTION = 0x6;

/** The switches of scsi_dh_alua.c (`alua_check_sense`), scsi_dh_rdac.c (`rdac_check_sense`), scsi_dh_emc.c (`clariion_check_sense`). */
const rows: Readonly<Record<DeviceHandler, readonly Row[]>> = {
  alua: [
    { key: NOT_READY, asc: 0x04, ascq: 0x0a, verdict: "NEEDS_RETRY" },
    { key: UNIT_ATTENTION, asc: 0x04, ascq: 0x0a, verdict: "NEEDS_RETRY" },
    { key: UNIT_ATTENTION, asc: 0x29, ascq: 0x00, verdict: "ADD_TO_MLQUEUE" },
    { key: UNIT_ATTENTION, asc: 0x29, ascq: 0x04, verdict: "ADD_TO_MLQUEUE" },
    { key: UNIT_ATTENTION, asc: 0x2a, ascq: 0x01, verdict: "ADD_TO_MLQUEUE" },
    { key: UNIT_ATTENTION, asc: 0x2a, ascq: 0x06, verdict: "ADD_TO_MLQUEUE" },
    { key: UNIT_ATTENTION, asc: 0x2a, ascq: 0x07, verdict: "ADD_TO_MLQUEUE" },
    { key: UNIT_ATTENTION, asc: 0x3f, ascq: 0x03, verdict: "ADD_TO_MLQUEUE" },
    { key: UNIT_ATTENTION, asc: 0x3f, ascq: 0x0e, verdict: "ADD_TO_MLQUEUE" },
  ],
  rdac: [
    { key: NOT_READY, asc: 0x04, ascq: 0x01, verdict: "ADD_TO_MLQUEUE" },
    { key: NOT_READY, asc: 0x04, ascq: 0x81, verdict: "SUCCESS" },
    { key: NOT_READY, asc: 0x04, ascq: 0xa1, verdict: "ADD_TO_MLQUEUE" },
    { key: NOT_READY, asc: 0xa1, ascq: 0x02, verdict: "ADD_TO_MLQUEUE" },
    { key: ILLEGAL_REQUEST, asc: 0x94, ascq: 0x01, verdict: "SUCCESS" },
    { key: UNIT_ATTENTION, asc: 0x29, ascq: 0x00, verdict: "ADD_TO_MLQUEUE" },
    { key: UNIT_ATTENTION, asc: 0x8b, ascq: 0x02, verdict: "ADD_TO_MLQUEUE" },
  ],
  emc: [
    { key: NOT_READY, asc: 0x04, ascq: 0x03, verdict: "SUCCESS" },
    { key: ILLEGAL_REQUEST, asc: 0x25, ascq: 0x01, verdict: "SUCCESS" },
    { key: UNIT_ATTENTION, asc: 0x29, ascq: 0x00, verdict: "ADD_TO_MLQUEUE" },
  ],
};

/** What a handler decides of sense data. */
export function handlerVerdict(handler: DeviceHandler, { key, asc, ascq }: SenseCodes): HandlerVerdict {
  const row = rows[handler].find((each) => each.key === key && each.asc === asc && each.ascq === ascq);
  return row?.verdict ?? "pass";
}

/** Its function in the kernel. */
export const handlerFunctions: Readonly<Record<DeviceHandler, string>> = {
  alua: "alua_check_sense",
  rdac: "rdac_check_sense",
  emc: "clariion_check_sense",
};
