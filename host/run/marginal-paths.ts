import type { System } from "../system/system.ts";
import { readAttribute, readText } from "../system/text.ts";
import { RUN } from "./run-directory.ts";

/** Paths that are not to be trusted: a file for each, named by diskseq, with the second of uptime at which that ends. */
const MARGINAL = `${RUN}/marginal`;
/** When paths have failed: a file for each, named by diskseq, with seconds of uptime. */
const PATH_ERRORS = `${RUN}/path-errors`;
/** What somebody has marked stays so until somebody takes it back. */
const BY_HAND = "by-hand";

/** Until when each marginal path is so, by diskseq: a second of uptime, or without end. */
export function readMarginal(system: System): ReadonlyMap<string, number> {
  const marginal = new Map<string, number>();
  for (const diskseq of numbered(system.list(MARGINAL))) {
    const text = readAttribute(system, `${MARGINAL}/${diskseq}`);
    const until = text === BY_HAND ? Number.POSITIVE_INFINITY : Number(text);
    if (text !== undefined && text !== "" && !Number.isNaN(until)) marginal.set(diskseq, until);
  }
  return marginal;
}

/** Marks a path, until a second of uptime or without end. */
export function markMarginal(system: System, diskseq: string, until: number): void {
  if (!system.exists(MARGINAL)) system.makeDirectory(MARGINAL);
  system.write(`${MARGINAL}/${diskseq}`, `${Number.isFinite(until) ? until : BY_HAND}\n`, "replace");
}

/** The path is to be trusted again, and what it has done is forgotten. */
export function unmarkMarginal(system: System, diskseq: string): void {
  for (const directory of [MARGINAL, PATH_ERRORS])
    if (system.exists(`${directory}/${diskseq}`)) system.unlink(`${directory}/${diskseq}`);
}

/** Forgets what disks that are gone have done. */
export function forgetGone(system: System, present: ReadonlySet<string>): void {
  const kept = new Set([...numbered(system.list(MARGINAL)), ...numbered(system.list(PATH_ERRORS))]);
  for (const diskseq of kept) if (!present.has(diskseq)) unmarkMarginal(system, diskseq);
}

/** When a path has failed, seconds of uptime. */
export function readPathErrors(system: System, diskseq: string): readonly number[] {
  const lines = (readText(system, `${PATH_ERRORS}/${diskseq}`) ?? "").split("\n");
  return lines
    .filter((line) => line !== "")
    .map(Number)
    .filter(Number.isFinite);
}

export function writePathErrors(system: System, diskseq: string, errors: readonly number[]): void {
  if (!system.exists(PATH_ERRORS)) system.makeDirectory(PATH_ERRORS);
  system.write(`${PATH_ERRORS}/${diskseq}`, errors.map((at) => `${at}\n`).join(""), "replace");
}

function numbered(names: readonly string[] | undefined): readonly string[] {
  return (names ?? []).filter((name) => /^\d+$/.test(name));
}
