import { type Code, diagnose } from "../../core/diagnostic/codes.ts";
import type { Diagnostic } from "../../core/diagnostic/diagnostic.ts";
import { RUN } from "../run/run-directory.ts";
import type { System } from "../system/system.ts";
import { readWwids, WWIDS_FILE } from "./wwids-file.ts";

/** Is there when it has been told: nobody wants to hear it once a minute. */
const TOLD = `${RUN}/wwids-told`;

/** That multipath-tools' list of WWIDs gets no LUN any more, where it has not been told yet. */
export function noteFullWwids(system: System): Diagnostic<Code> | undefined {
  const isTold = system.exists(TOLD);
  if (readWwids(system) !== undefined) {
    if (isTold) system.unlink(TOLD);
    return undefined;
  }
  if (isTold) return undefined;
  system.write(TOLD, "", "replace");
  return diagnose("wwids-not-written", WWIDS_FILE, "It cannot be read to its end.");
}
