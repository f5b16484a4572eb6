import type { Diagnostic } from "../diagnostic/diagnostic.ts";
import type { MultipathStatus, MultipathTable } from "./map.ts";

export type Parsed<T> =
  | { readonly kind: "parsed"; readonly value: T; readonly findings: readonly Diagnostic[] }
  | { readonly kind: "broken"; readonly diagnostic: Diagnostic };

/** A line of `dmsetup table` or `dmsetup status`: `[name: ]start length target params`. */
export interface TableLine {
  readonly name?: string;
  readonly start: number;
  readonly length: number;
  readonly target: string;
  readonly params: string;
}

export declare function parseTableLine(line: string): Parsed<TableLine>;

/** Parses the parameters of a multipath target (what follows the word `multipath`). */
export declare function parseTableParams(
  params: string,
  sectors: number,
  subject?: string,
): Parsed<MultipathTable>;

/** Parses a whole line of `dmsetup table`, with or without its `name:`. */
export declare function parseTable(line: string): Parsed<MultipathTable>;

/** Parses the parameters of a multipath status. */
export declare function parseStatusParams(params: string, subject?: string): Parsed<MultipathStatus>;

/** Parses a whole line of `dmsetup status`. */
export declare function parseStatus(line: string): Parsed<MultipathStatus>;

/** Whether two tables mean the same to the kernel, whatever it prints back of them. Size included, current group not. */
export declare function sameTable(a: MultipathTable, b: MultipathTable): boolean;
