import type { MultipathTable } from "../topology/map.ts";

/** The table line without the name: `0 <sectors> multipath …`. */
export declare function renderTable(table: MultipathTable): string;

/** What `dmsetup create --concise` makes one map of. */
export interface ConciseMap {
  readonly name: string;
  readonly uuid: string;
  readonly readOnly: boolean;
  readonly table: string;
}

/** Input of `dmsetup create --concise` for all maps together, escaped. */
export declare function renderConcise(maps: readonly ConciseMap[]): string;

/** Why a text cannot be the name of a dm device; undefined when it can. */
export declare function dmNameProblem(name: string): string | undefined;

/** A name as libdm keeps it in the kernel and in /dev/mapper (mangling mode auto). */
export declare function mangleDmName(name: string): string;
