import { claimChange } from "../claim/changes.ts";
import type { ClaimVerdict } from "../claim/verdict.ts";
import type { NvmeSubsystem } from "../topology/nvme-subsystem.ts";
import type { ExplainJson } from "./explain-json.ts";

/** What is said of a device that is no path: it has no identity here, and is claimed only as a partition of a path. */
export function explainOther(
  { claimed, reason }: ClaimVerdict,
  nvmeSubsystems: readonly NvmeSubsystem[] = [],
): ExplainJson {
  return {
    schema: "pathplug.explain/1",
    identity: { wwid: null, kernelId: null, idSerial: null },
    candidates: [],
    matched: [],
    settings: {},
    claim: { claimed, reason },
    detail: { change: claimChange(reason), waiting: [] },
    ...(nvmeSubsystems.length === 0 ? {} : { nvmeSubsystems }),
  };
}
