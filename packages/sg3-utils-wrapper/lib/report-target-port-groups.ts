import type { Sg3Options, Sg3Result } from "./result.ts";
import { runProgram } from "./run-program.ts";
import type { Spawn } from "./spawn.ts";

export interface ReportTargetPortGroupsOptions extends Sg3Options {
  /** `extended` asks for the header with the implicit transition time. */
  readonly header?: "length-only" | "extended";
}

/**
 * Sends REPORT TARGET PORT GROUPS with sg_rtpg (SPC-6 6.36); the bytes begin with the 4-byte length. sg_rtpg holds
 * 1024 bytes at most: a longer answer is cut there, with its length field intact.
 */
export function reportTargetPortGroups(
  spawn: Spawn,
  device: string,
  options: ReportTargetPortGroupsOptions = {},
): Promise<Sg3Result> {
  const extended = options.header === "extended" ? ["--extended"] : [];
  const flags = [...extended, "--readonly", "--raw"];
  return runProgram(spawn, { program: "sg_rtpg", device, flags }, options);
}
