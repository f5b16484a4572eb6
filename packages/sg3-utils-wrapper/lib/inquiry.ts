import { findPageFault, spellPage } from "./page-code.ts";
import type { Sg3Options, Sg3Result } from "./result.ts";
import { runProgram } from "./run-program.ts";
import type { Spawn } from "./spawn.ts";

export interface InquiryOptions extends Sg3Options {
  /** Vital product data page to ask for (EVPD); the standard INQUIRY data when absent. */
  readonly page?: number;
}

/**
 * Sends INQUIRY with sg_inq: the standard data (SPC-6 6.7.2), or one vital product data page. Standard data come
 * alone (`--only`: no second command for the serial number); a page without first asking page 00 whether it exists
 * (`--force`), which a device answers with an illegal request.
 */
export function inquiry(spawn: Spawn, device: string, options: InquiryOptions = {}): Promise<Sg3Result> {
  const { page } = options;
  const flags = page === undefined ? ["--only"] : ["--vpd", `--page=${spellPage(page)}`, "--force"];
  const fault = page === undefined ? undefined : findPageFault(page);
  return runProgram(spawn, { program: "sg_inq", device, flags: [...flags, "--raw"], fault }, options);
}
