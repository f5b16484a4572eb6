import { diagnoseAny } from "../diagnostic/all-codes.ts";
import type { Diagnostic } from "../diagnostic/diagnostic.ts";
import type { CompiledEntry, EntryKind } from "./compiled.ts";
import { leastLength, parseGlob } from "./glob.ts";
import type { MatchClause, ProfileFile } from "./profile.ts";
import { fieldLengths } from "./specificity.ts";

/** An entry with the place it is written at, for findings. */
export interface PlacedEntry {
  readonly entry: CompiledEntry;
  readonly file: ProfileFile;
  /** JSON pointer into the file. */
  readonly pointer: string;
}

/**
 * What a profile matches, excepts and excludes, in no particular order. `excludes` are the product globs in
 * force: its own and those of what it extends; each holds for every vendor of its matches.
 */
export function placeEntries(file: ProfileFile, excludes: readonly string[]): PlacedEntry[] {
  const placed: PlacedEntry[] = [];
  const seen = new Set<string>();
  const add = (
    kind: EntryKind,
    clause: MatchClause,
    product: string,
    revision: string,
    pointer: string,
  ): void => {
    const entry: CompiledEntry = {
      kind,
      bus: clause.bus ?? "scsi",
      vendor: clause.vendor,
      product,
      revision,
      profile: file.profile.name,
      layer: file.layer,
    };
    const key = `${kind}:${entry.bus}:${entry.vendor}:${product}:${revision}`;
    if (kind === "exclude" && seen.has(key)) return;
    seen.add(key);
    placed.push({ entry, file, pointer });
  };
  for (const [index, clause] of (file.profile.match ?? []).entries()) {
    const { product = "*", revision = "*", except = [] } = clause;
    add("match", clause, product, revision, `/match/${index}`);
    for (const [at, { product: name = product, revision: rev = revision }] of except.entries()) {
      add("except", clause, name, rev, `/match/${index}/except/${at}`);
    }
    for (const name of excludes) {
      const own = (file.profile.exclude ?? []).indexOf(name);
      add("exclude", clause, name, "*", own < 0 ? "/extends" : `/exclude/${own}`);
    }
  }
  return placed;
}

/** What is wrong with the patterns of an entry: unreadable, or longer than the field. */
export function patternFindings({ entry, file, pointer }: PlacedEntry): Diagnostic[] {
  const findings: Diagnostic[] = [];
  for (const field of ["vendor", "product", "revision"] as const) {
    const text = entry[field];
    const parsed = parseGlob(text);
    const where = { place: file.locate(entry.kind === "exclude" ? pointer : `${pointer}/${field}`) };
    const limit = fieldLengths[entry.bus][field];
    const named = `${field} ${JSON.stringify(text)}`;
    if (parsed.kind === "bad") {
      const message = `${named}, character ${parsed.offset + 1}: ${parsed.problem}`;
      findings.push(diagnoseAny("profile-pattern", file.path, message, where));
    } else if (leastLength(parsed.glob) > limit) {
      const message = `${named} needs ${leastLength(parsed.glob)} characters, the field has ${limit}`;
      findings.push(diagnoseAny("profile-pattern-length", file.path, message, where));
    }
  }
  return findings;
}
