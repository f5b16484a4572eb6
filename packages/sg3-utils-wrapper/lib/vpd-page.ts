import { findPageFault, spellPage } from "./page-code.ts";
import type { Sg3Options, Sg3Result } from "./result.ts";
import { runProgram } from "./run-program.ts";
import type { Spawn } from "./spawn.ts";

export interface VpdPageOptions extends Sg3Options {
  /** `ask`: let sg_vpd look the page up in page 00 first, for devices that misbehave when asked for a page they do not have. */
  readonly lookup?: "skip" | "ask";
}

/**
 * Fetches one vital product data page with sg_vpd, its 4-byte header included (SPC-6 7.7). sg_vpd itself checks that
 * the answer carries the page code asked for; one that does not is `malformed-response`.
 */
export function vpdPage(
  spawn: Spawn,
  device: string,
  page: number,
  options: VpdPageOptions = {},
): Promise<Sg3Result> {
  const lookup = options.lookup === "ask" ? [] : ["--force"];
  const flags = [`--page=${spellPage(page)}`, ...lookup, "--raw"];
  return runProgram(spawn, { program: "sg_vpd", device, flags, fault: findPageFault(page) }, options);
}
