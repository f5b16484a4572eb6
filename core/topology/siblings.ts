import { type Code, diagnose } from "../diagnostic/codes.ts";
import type { Diagnostic } from "../diagnostic/diagnostic.ts";
import { designatorSet } from "../identify/siblings.ts";
import type { RegistryEntry } from "../registry/entry.ts";
import type { MultipathTable } from "./map.ts";
import type { PathFacts } from "./path.ts";
import { isOpenable } from "./serving.ts";

/** What is known of a LUN when its paths are judged. */
export interface Reference {
  /** Table of its live map. */
  readonly table?: MultipathTable;
  readonly entry?: RegistryEntry;
  /** Whether unit serial numbers of this product are those of the port or controller (group_by_serial). */
  readonly serialPerPort: (path: PathFacts) => boolean;
}

export interface JudgedSiblings {
  readonly accepted: readonly PathFacts[];
  readonly refused: readonly Diagnostic[];
  readonly findings: readonly Diagnostic[];
}

interface Trait {
  readonly code: Code;
  readonly name: string;
  /** Whether a value is several in one text: then only those that differ are told. */
  readonly isList: boolean;
  /** Undefined where the path does not tell: that contradicts nothing. */
  readonly of: (path: PathFacts) => string | undefined;
  /** What the registry remembers. */
  readonly remembered?: string | undefined;
}

/**
 * Refuses the paths that cannot be of the LUN. For each trait the right value is that of the strict majority of the
 * paths in the live map, else the registry's, else that of a strict majority of all paths; where none of them says
 * it, all are refused.
 */
export function judgeSiblings(paths: readonly PathFacts[], reference: Reference): JudgedSiblings {
  const live = new Set(reference.table?.groups.flatMap((group) => group.paths.map(({ devt }) => devt)));
  const refused: Diagnostic[] = [];
  let accepted = paths;
  for (const trait of traits(reference)) {
    const values = new Map(accepted.map((path) => [path, trait.of(path)]));
    const right = rightValue(values, live, trait);
    const kept: PathFacts[] = [];
    for (const path of accepted) {
      const problem = judge(path, trait, values.get(path), right);
      if (problem === undefined) kept.push(path);
      else refused.push(problem);
    }
    accepted = kept;
  }
  const sized = judgeSizes(accepted, live, reference);
  const reached = judgeNexus(sized.accepted, live);
  return {
    accepted: reached.accepted,
    refused: [...refused, ...sized.refused, ...reached.refused],
    findings: sized.findings,
  };
}

function traits({ entry, serialPerPort }: Reference): readonly Trait[] {
  return [
    {
      code: "path-block-size-differs",
      name: "logical block size",
      isList: false,
      of: (path) => String(path.logicalBlockSize),
    },
    { code: "path-designators-differ", name: "designator set", isList: true, of: designators },
    {
      code: "path-serial-differs",
      name: "unit serial number",
      isList: false,
      of: (path) => (serialPerPort(path) || path.serial === "" ? undefined : path.serial),
      remembered: entry?.serial,
    },
  ];
}

/** Designators of the logical unit in one text. Vendor specific ones may differ from port to port and do not count. */
function designators(path: PathFacts): string {
  const ids = designatorSet(path.identity).filter((id) => !id.startsWith("vendor-specific "));
  return [...new Set(ids)].join(", ");
}

/** `undecided` when the paths contradict each other and nothing settles it; `silent` when none tells. */
type Right =
  | { readonly kind: "value"; readonly value: string }
  | { readonly kind: "undecided" }
  | { readonly kind: "silent" };

function rightValue(
  told: ReadonlyMap<PathFacts, string | undefined>,
  live: ReadonlySet<string>,
  { remembered }: Trait,
): Right {
  const values = [...told.values()].filter((value) => value !== undefined);
  if (values.length === 0) return { kind: "silent" };
  const used = [...told].flatMap(([{ devt }, value]) =>
    value !== undefined && live.has(devt) ? [value] : [],
  );
  const value = majority(used) ?? remembered ?? (used.length > 0 ? undefined : majority(values));
  return value === undefined ? { kind: "undecided" } : { kind: "value", value };
}

/** The value that more than half have. */
function majority<T>(values: readonly T[]): T | undefined {
  return values.find((value) => values.filter((other) => other === value).length * 2 > values.length);
}

function judge(
  path: PathFacts,
  trait: Trait,
  value: string | undefined,
  right: Right,
): Diagnostic | undefined {
  if (right.kind === "silent") return undefined;
  if (right.kind === "undecided") return undecided(path, trait.name);
  if (value === undefined || value === right.value) return undefined;
  const told = (one: string, other: string): string => quote(trait.isList ? without(one, other) : one);
  const message = `${trait.name} ${told(value, right.value)}, the LUN has ${told(right.value, value)}`;
  return diagnose(trait.code, path.dev, message, inspectHint(path));
}

/** What a list in one text has that the other lacks: long lists mostly agree. */
function without(list: string, other: string): string {
  const there = new Set(other.split(", "));
  return list
    .split(", ")
    .filter((item) => !there.has(item))
    .join(", ");
}

function undecided(path: PathFacts, what: string): Diagnostic {
  const message = `the paths of this LUN differ in ${what} and none is right by majority`;
  return diagnose("path-no-majority", path.dev, message, inspectHint(path));
}

function inspectHint({ dev }: PathFacts): { readonly hint: string } {
  return { hint: `compare \`pathplug inspect ${dev}\` with its siblings, then the LUN mapping on the array` };
}

function quote(text: string): string {
  return JSON.stringify(text.length > 120 ? `${text.slice(0, 120)}…` : text);
}

/**
 * Sizes: when all agree, that is the size. Otherwise the live map's, else the registry's, else the majority's is.
 * A path of the live map stays whatever it shows: a resize is on its way, or it could not tell (0). Only a dead one does
 * not keep those away that work and have the map's size.
 */
function judgeSizes(
  paths: readonly PathFacts[],
  live: ReadonlySet<string>,
  { table, entry }: Reference,
): JudgedSiblings {
  // What reaches the LUN a second time is no second voice; 0 is what a path shows that could not be asked, a passive one.
  const sizes = judgeNexus(paths, live)
    .accepted.map(({ sectors }) => sectors)
    .filter((size) => size > 0);
  if (new Set(paths.map(({ sectors }) => sectors)).size <= 1)
    return { accepted: paths, refused: [], findings: [] };
  const agreed = new Set(sizes).size === 1 ? sizes[0] : undefined;
  const right = agreed ?? table?.sectors ?? sizes.find((size) => size === entry?.sectors) ?? majority(sizes);
  const hasWorking = paths.some((path) => path.sectors === table?.sectors && isOpenable(path));
  const isInTheWay = (path: PathFacts): boolean =>
    hasWorking && path.sectors > 0 && path.sectors < (table?.sectors ?? 0) && !isOpenable(path);
  const accepted: PathFacts[] = [];
  const refused: Diagnostic[] = [];
  const findings: Diagnostic[] = [];
  for (const path of paths) {
    const message = `${path.sectors} sectors, the LUN has ${right}`;
    const hint = `echo 1 > /sys/block/${path.dev}/device/rescan, then \`pathplug plan\``;
    if (right === undefined) refused.push(undecided(path, "size"));
    else if (path.sectors === right) accepted.push(path);
    else if (live.has(path.devt) && !isInTheWay(path)) {
      accepted.push(path);
      findings.push(diagnose("path-size-pending", path.dev, message));
    } else refused.push(diagnose("path-size-differs", path.dev, message, { hint }));
  }
  return { accepted, refused, findings };
}

/** One initiator port, target port and LUN is one path; the second LUN number of a nexus is not a second path. */
function judgeNexus(paths: readonly PathFacts[], live: ReadonlySet<string>): JudgedSiblings {
  const first = new Map<string, PathFacts>();
  const inUseFirst = [...paths].sort((a, b) => Number(live.has(b.devt)) - Number(live.has(a.devt)));
  const refused: Diagnostic[] = [];
  for (const path of inUseFirst) {
    const nexus = path.hctl.split(":").slice(0, 3).join(":");
    const other = first.get(nexus);
    if (other === undefined) first.set(nexus, path);
    else {
      const message = `${path.hctl} reaches the LUN that ${other.dev} reaches as ${other.hctl}`;
      refused.push(diagnose("path-nexus-twice", path.dev, message));
    }
  }
  const kept = new Set(first.values());
  return { accepted: paths.filter((path) => kept.has(path)), refused, findings: [] };
}
