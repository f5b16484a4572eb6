import type { Sense } from "../decode/sense.ts";

/** What decides about sense data: the three numbers, and what else the kernel looks at. */
export interface SenseCodes {
  /** SENSE KEY, 0 to 15 (SPC-6 4.4.8). */
  readonly key: number;
  readonly asc: number;
  readonly ascq: number;
  /** The error is of an earlier command. */
  readonly deferred: boolean;
  /** FILEMARK, EOM or ILI is set where the kernel looks for them. */
  readonly marked: boolean;
}

/**
 * The codes of decoded sense data; undefined where there is no sense key. ASC and ASCQ that the bytes do not reach are 0,
 * as `scsi_normalize_sense` has them.
 */
export function senseCodesOf(sense: Sense): SenseCodes | undefined {
  const { key, asc = 0, ascq = 0, deferred } = sense;
  if (key === undefined) return undefined;
  return { key, asc, ascq, deferred, marked: isMarked(sense) };
}

/** The kernel reads the bits of the fixed format, and of a stream commands descriptor that comes first (`scsi_check_sense`). */
function isMarked(sense: Sense): boolean {
  if (sense.format === "fixed") return hasMark(sense);
  const [first] = sense.descriptors;
  return first?.kind === "stream-commands" && hasMark(first);
}

function hasMark(bits: Pick<Sense, "filemark" | "endOfMedium" | "incorrectLength">): boolean {
  return [bits.filemark, bits.endOfMedium, bits.incorrectLength].includes(true);
}
