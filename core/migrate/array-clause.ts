import { type Glob, isAnything, leastLength, parseGlob } from "../profile/glob.ts";
import { globCovers, globsOverlap } from "../profile/glob-language.ts";
import type { Bus, MatchClause } from "../profile/profile.ts";
import { fieldLengths } from "../profile/specificity.ts";
import type { ConfBlock, ConfValue } from "./multipath-conf.ts";
import { regexGlobs } from "./regex-globs.ts";
import type { Refusal } from "./regex-piece.ts";

/** Which devices a clause fits, with its globs read: vendor, product, revision. */
export interface ArrayClause {
  readonly clause: MatchClause;
  readonly bus: Bus;
  readonly globs: readonly Glob[];
}

/** The clauses of a device section; or the value that has none, and why. */
export type ArrayClauses =
  | { readonly kind: "clauses"; readonly clauses: readonly ArrayClause[] }
  | { readonly kind: "refused"; readonly from: ConfValue; readonly refusal: Refusal }
  | { readonly kind: "never" };

const fields = ["vendor", "product", "revision"] as const;
const NVME_VENDOR = "NVME";

/** Reads vendor, product and revision of a device section, each an expression that is found anywhere in its field. */
export function readArrayClauses(block: ConfBlock): ArrayClauses {
  let rows: readonly (readonly string[])[] = [[]];
  for (const field of fields) {
    const from = block.values.findLast(({ keyword }) => keyword === field);
    if (from === undefined) {
      rows = rows.map((row) => [...row, "*"]);
      continue;
    }
    const read = regexGlobs(from.value);
    if (read.kind !== "globs") return { kind: "refused", from, refusal: read };
    const bad = read.globs.map((text) => parseGlob(text)).find((parsed) => parsed.kind === "bad");
    if (bad?.kind === "bad")
      return { kind: "refused", from, refusal: { kind: "inexact", problem: bad.problem } };
    rows = rows.flatMap((row) => read.globs.map((glob) => [...row, glob]));
    if (rows.length > 64) {
      return {
        kind: "refused",
        from,
        refusal: { kind: "inexact", problem: "it stands for too many alternatives" },
      };
    }
  }
  const clauses = rows.flatMap((row) => clausesOf(row));
  return clauses.length === 0 ? { kind: "never" } : { kind: "clauses", clauses };
}

/** By SCSI strings, by NVMe's, or by both, where the vendor may be either. */
function clausesOf([vendor = "*", product = "*", revision = "*"]: readonly string[]): readonly ArrayClause[] {
  const clauses: ArrayClause[] = [];
  const isNvme = vendor.replaceAll("*", "") === NVME_VENDOR;
  if (!isNvme) clauses.push(...clauseOf("scsi", vendor, product, revision));
  const parsed = parseGlob(vendor);
  const mayBeNvme = parsed.kind === "glob" && globCovers(parsed.glob, literal(NVME_VENDOR));
  if (mayBeNvme && !isAnything(parsed.glob))
    clauses.push(...clauseOf("nvme", NVME_VENDOR, product, revision));
  return clauses;
}

function clauseOf(bus: Bus, ...texts: readonly string[]): readonly ArrayClause[] {
  const globs: Glob[] = [];
  for (const [index, field] of fields.entries()) {
    const glob = fitted(texts[index] ?? "*", fieldLengths[bus][field]);
    if (glob === undefined) return [];
    globs.push(glob);
  }
  const [vendor = "*", product = "*", revision = "*"] = globs.map(({ text }) => text);
  const clause: MatchClause = {
    ...(bus === "scsi" ? {} : { bus }),
    vendor,
    ...(product === "*" ? {} : { product }),
    ...(revision === "*" ? {} : { revision }),
  };
  return [{ clause, bus, globs }];
}

/** A glob that fills its field leaves no room for `*`; one that is longer fits nothing. */
function fitted(text: string, length: number): Glob | undefined {
  const parsed = parseGlob(text);
  if (parsed.kind === "bad" || leastLength(parsed.glob) > length) return undefined;
  return leastLength(parsed.glob) < length ? parsed.glob : literal(text.replaceAll("*", ""));
}

function literal(text: string): Glob {
  const parsed = parseGlob(text);
  return parsed.kind === "glob" ? parsed.glob : { text, tokens: [] };
}

/** A clause of a profile; undefined where it cannot be read. */
export function profileClause(clause: MatchClause): ArrayClause | undefined {
  const globs = [clause.vendor, clause.product ?? "*", clause.revision ?? "*"].flatMap((text) => {
    const parsed = parseGlob(text);
    return parsed.kind === "glob" ? [parsed.glob] : [];
  });
  return globs.length === fields.length ? { clause, bus: clause.bus ?? "scsi", globs } : undefined;
}

/** Whether one fits every device that the other fits. */
export function coversClause(outer: ArrayClause, inner: ArrayClause): boolean {
  return outer.bus === inner.bus && pairwise(outer, inner, globCovers);
}

/**
 * Whether there may be a device that both fit and that is called as they say: its strings begin with what they name. By an
 * expression that is not anchored, nearly everything would fit something in common.
 */
export function clausesOverlap(one: ArrayClause, other: ArrayClause): boolean {
  return one.bus === other.bus && pairwise(one, other, (a, b) => globsOverlap(fromStart(a), fromStart(b)));
}

/** The devices that are called just so: by strings that begin with what the clause names, or are that. */
export function narrowed(clause: ArrayClause): readonly ArrayClause[] {
  const narrow = [clause.globs.map(fromStart), clause.globs.map(exactly)];
  return narrow.flatMap((globs) => withGlobs(clause, globs) ?? []);
}

function withGlobs({ clause, bus }: ArrayClause, globs: readonly Glob[]): ArrayClause | undefined {
  const [vendor = "*", product = "*", revision = "*"] = globs.map(({ text }) => text);
  return profileClause({
    ...(bus === "scsi" ? {} : { bus }),
    vendor,
    ...(product === "*" || clause.product === undefined ? {} : { product }),
    ...(revision === "*" || clause.revision === undefined ? {} : { revision }),
  });
}

function fromStart(glob: Glob): Glob {
  const [first, ...tokens] = glob.tokens;
  return first?.kind === "rest" && tokens.length > 0 ? { text: glob.text.replace(/^\*+/, ""), tokens } : glob;
}

function exactly(glob: Glob): Glob {
  const { tokens, text } = fromStart(glob);
  const isOpen = tokens.at(-1)?.kind === "rest" && tokens.length > 1;
  return isOpen ? { text: text.replace(/\*+$/, ""), tokens: tokens.slice(0, -1) } : { text, tokens };
}

function pairwise(one: ArrayClause, other: ArrayClause, relation: (a: Glob, b: Glob) => boolean): boolean {
  return one.globs.every((glob, at) => {
    const against = other.globs[at];
    return against !== undefined && relation(glob, against);
  });
}

/** Whether it fits every SCSI device. */
export function isEverything({ globs }: ArrayClause): boolean {
  return globs.every(isAnything);
}

/** By which two clauses are told to be the same. */
export function clauseKey({ bus, globs }: ArrayClause): string {
  return [bus, ...globs.map(({ text }) => text)].join(":");
}
