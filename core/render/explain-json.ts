import type { ClaimVerdict } from "../claim/verdict.ts";
import { claimText, type Explanation } from "../plan/explanation.ts";
import type { Provenance } from "../profile/settings.ts";

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
}

/** What decided the claim beside the rule, and what the device waits for. */
export interface ExplainDetail {
  /** The next command that changes the verdict, or why there is none. */
  readonly change: string;
  readonly use?: string;
  readonly marker?: string;
  readonly decided?: Explanation["decided"];
  readonly waiting: readonly string[];
  /** Present where it is put aside, with the seconds since its event where they are known. */
  readonly parked?: { readonly age?: number };
}

/**
 * An explanation for programs. Settings come in the order of their names. ID_SERIAL is the udev database's, else what
 * udev's rules would make it: sg3_utils' where they are installed, else scsi_id's.
 */
export function explainJson(explanation: Explanation, sg3Rules: boolean): ExplainJson {
  const { path, match, effective, claim, use, marker, decided, waiting, parked } = explanation;
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
      ...(use === undefined ? {} : { use }),
      ...(marker === undefined ? {} : { marker }),
      ...(decided === undefined ? {} : { decided }),
      waiting,
      ...(parked === undefined
        ? {}
        : { parked: parked.age === undefined ? {} : { age: Math.round(parked.age) } }),
    },
  };
}
