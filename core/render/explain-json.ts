import { exclusionText } from "../claim/exclusion.ts";
import type { ClaimVerdict } from "../claim/verdict.ts";
import { claimText, type Explanation } from "../plan/explanation.ts";
import type { Provenance } from "../profile/settings.ts";
import { distrustOf } from "../topology/live-topology.ts";
import type { NvmeSubsystem } from "../topology/nvme-subsystem.ts";
import type { TapeLink, TapeNode } from "../topology/tape.ts";
import { type ErrorJson, kernelErrorJson } from "./explain-sense.ts";

/** What `pathplug explain DEV --json` prints; docs/schemas/explain.schema.json describes it. */
export interface ExplainJson {
  readonly schema: "pathplug.explain/1";
  readonly identity: {
    readonly wwid: string | null;
    readonly kernelId: string | null;
    readonly idSerial: string | null;
  };
  /** Ids that the LUN has in multipath-tools' spelling, best first. */
  readonly candidates: readonly string[];
  readonly matched: readonly { readonly profile: string; readonly parts: readonly string[] }[];
  readonly settings: Readonly<Record<string, { readonly value: unknown; readonly source: string }>>;
  readonly claim: ClaimVerdict;
  readonly detail: ExplainDetail;
  /** The NVMe subsystem in which the kernel multipaths it. */
  readonly nvmeSubsystems?: readonly NvmeSubsystem[];
}

/** What decided the claim beside the rule, and what the device waits for. */
export interface ExplainDetail {
  /** The next command that changes the verdict, or why there is none. */
  readonly change: string;
  /** The pattern that excludes it, and where it stands. */
  readonly exclusion?: string;
  readonly use?: string;
  readonly marker?: string;
  readonly decided?: Explanation["decided"];
  readonly waiting: readonly string[];
  /** `marginal` or `suspect`; absent for a path that is trusted. */
  readonly distrust?: string;
  /** The last error that the kernel's log has of the path; times are ISO 8601, in UTC. */
  readonly lastError?: ErrorJson & { readonly failedAt?: string; readonly reinstatedAt?: string };
  /** Present where it is put aside, with the seconds since its event where they are known. */
  readonly parked?: { readonly age?: number };
  /** Present of a tape or a medium changer: its paths, and its links below /dev/pathplug/by-wwid. */
  readonly tape?: {
    readonly kind: TapeNode["kind"];
    readonly paths: readonly Pick<TapeNode, "dev" | "hctl" | "state">[];
    readonly links: readonly TapeLink[];
  };
}

/**
 * An explanation for programs. Settings come in the order of their names. ID_SERIAL is the udev database's, else what
 * udev's rules would make it: sg3_utils' where they are installed, else scsi_id's.
 */
export function explainJson(explanation: Explanation, sg3Rules: boolean): ExplainJson {
  const { path, match, effective, claim, exclusion, use, marker, decided, waiting, parked } = explanation;
  const { identity } = path;
  const sources: Readonly<Record<string, Provenance | undefined>> = effective.provenance;
  const settings = Object.entries(effective.settings).sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    schema: "pathplug.explain/1",
    identity: {
      wwid: explanation.wwid ?? identity.wwid ?? null,
      kernelId: identity.kernelId ?? null,
      idSerial: path.idSerial ?? (sg3Rules ? identity.sg3Id : identity.scsiId) ?? null,
    },
    candidates: identity.candidates,
    matched: match.matched.map(({ profile, parts }) => ({ profile, parts })),
    settings: Object.fromEntries(
      settings.map(([name, value]) => [name, { value, source: sources[name]?.source ?? "default" }]),
    ),
    claim: { claimed: claim.claimed, reason: claim.reason },
    detail: {
      change: claimText(explanation).change,
      ...(exclusion === undefined ? {} : { exclusion: exclusionText(exclusion) }),
      ...(use === undefined ? {} : { use }),
      ...(marker === undefined ? {} : { marker }),
      ...(decided === undefined ? {} : { decided }),
      waiting,
      ...distrustOf(path),
      ...lastErrorOf(explanation),
      ...(parked === undefined
        ? {}
        : { parked: parked.age === undefined ? {} : { age: Math.round(parked.age) } }),
    },
  };
}

function lastErrorOf({ lastError }: Explanation): Pick<ExplainDetail, "lastError"> {
  if (lastError === undefined) return {};
  const { error, explained, failedAt, reinstatedAt } = lastError;
  const isoOf = (time: number): string => new Date(time).toISOString();
  return {
    lastError: {
      ...kernelErrorJson(error, explained),
      ...(failedAt === undefined ? {} : { failedAt: isoOf(failedAt) }),
      ...(reinstatedAt === undefined ? {} : { reinstatedAt: isoOf(reinstatedAt) }),
    },
  };
}
