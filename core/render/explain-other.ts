import type { ClaimReason } from "../claim/verdict.ts";
import type { ExplainJson } from "./explain-json.ts";

/** What is said of a device that is no SCSI disk: it has no identity here and is never claimed. */
export function explainOther(reason: ClaimReason): ExplainJson {
  return {
    schema: "pathplug.explain/1",
    identity: { wwid: null, kernelId: null, idSerial: null },
    candidates: [],
    matched: [],
    settings: {},
    claim: { claimed: false, reason },
  };
}
