import type { Sg3Options, Sg3Result } from "./result.ts";
import { runProgram } from "./run-program.ts";
import type { Spawn } from "./spawn.ts";

export interface ReportLunsOptions extends Sg3Options {
  /** Which LUNs: SELECT REPORT, 0 (all but well-known ones) when absent. */
  readonly select?: number;
  /** Allocation length in bytes, 8192 (1023 LUNs) when absent. */
  readonly maxBytes?: number;
}

/**
 * Sends REPORT LUNS with sg_luns (SPC-6 6.33); the bytes begin with the 8-byte header. An answer longer than
 * `maxBytes` is cut there, with its length field intact.
 */
export function reportLuns(
  spawn: Spawn,
  device: string,
  options: ReportLunsOptions = {},
): Promise<Sg3Result> {
  const { select, maxBytes } = options;
  const flags = [
    ...(select === undefined ? [] : [`--select=${select}`]),
    ...(maxBytes === undefined ? [] : [`--maxlen=${maxBytes}`]),
    "--readonly",
    "--raw",
  ];
  return runProgram(
    spawn,
    { program: "sg_luns", device, flags, fault: findReportLunsFault(options) },
    options,
  );
}

function findReportLunsFault({ select = 0, maxBytes = 8192 }: ReportLunsOptions): string | undefined {
  if (!Number.isInteger(select) || select < 0 || select > 0xff) return "the select value is not 0 to 255";
  if (!Number.isInteger(maxBytes) || maxBytes < 16 || maxBytes > 1_048_576)
    return "the length is not 16 to 1048576";
  return undefined;
}
