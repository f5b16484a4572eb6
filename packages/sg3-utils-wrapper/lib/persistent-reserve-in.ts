import { readAscii, readHexDump } from "./hex-dump.ts";
import type { Sg3Options, Sg3Result } from "./result.ts";
import { type ProgramCall, refuseOutput, runProgram } from "./run-program.ts";
import type { Spawn } from "./spawn.ts";

/** Service actions of PERSISTENT RESERVE IN (SPC-6 6.17). */
export type PersistentReserveInAction =
  | "read-keys"
  | "read-reservation"
  | "report-capabilities"
  | "read-full-status";

/**
 * Sends PERSISTENT RESERVE IN with sg_persist. sg_persist has no `--raw`: its hex output is read back into the bytes
 * of the answer, header included, at most 8192 bytes; a longer answer is cut there, with its length field intact.
 */
export async function persistentReserveIn(
  spawn: Spawn,
  device: string,
  action: PersistentReserveInAction,
  options: Sg3Options = {},
): Promise<Sg3Result> {
  const flags = ["--in", `--${action}`, "--no-inquiry", "--readonly", "--hex"];
  const call: ProgramCall = { program: "sg_persist", device, flags };
  const result = await runProgram(spawn, call, options);
  if (result.kind === "failed") return result;
  const lines = readAscii(result.bytes).split("\n");
  const bytes = action === "report-capabilities" ? readHexDump(lines) : readParameterData(lines);
  return bytes === undefined
    ? refuseOutput(call, options, "is not sg_persist's hex dump", "")
    : { kind: "data", bytes };
}

/**
 * With one `--hex`, sg_persist prints the two fields of the header and dumps what follows. With two it would dump
 * everything, but reads past its own buffer when a device reports a false length.
 */
const HEADER = /^ *PR generation=0x([0-9a-f]{1,8}), (.*)$/;
/** Printed twice when the length is 0 or, as sg_persist takes it for signed, above 2 GiB. */
const LENGTH = /^Additional length(?: too large)?=(-?\d+)(?:, truncate)?$/;

function readParameterData(lines: readonly string[]): Uint8Array | undefined {
  const header = HEADER.exec(lines[0] ?? "");
  const length = LENGTH.exec(header?.[2] ?? "");
  const dump = readHexDump(lines.slice(1).filter((line) => !LENGTH.test(line)));
  if (header === null || length === null || dump === undefined) return undefined;
  const bytes = new Uint8Array(8 + dump.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, Number.parseInt(header[1] ?? "", 16));
  view.setUint32(4, Number(length[1]));
  bytes.set(dump, 8);
  return bytes;
}
