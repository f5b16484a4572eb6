import type { Diagnostic } from "../diagnostic/diagnostic.ts";
import type { MapSpec } from "../topology/map.ts";

/** What is to be done with one map. `nothing` is an answer too: it says why nothing is needed. */
export type ActionKind =
  | "nothing"
  | "create"
  | "reload"
  | "resize"
  | "rename"
  | "switch-group"
  | "reject"
  | "remove";

/** One step. Creates are performed together, other changes each by itself. */
export interface Action {
  readonly kind: ActionKind;
  /** As the kernel has it or is to have it: libdm's mangling applied. The same of `from` and `uuid`. */
  readonly name: string;
  readonly wwid: string;
  readonly uuid: string;
  /** Name the map has now, where that is not `name`: it is renamed first, whatever else is done. */
  readonly from?: string;
  /** Table line without the name, `0 <sectors> multipath …`; absent where none is loaded. */
  readonly table?: string;
  /** Whether the table is loaded for reading only: the kernel opens no write-protected path otherwise. */
  readonly readOnly?: true;
  /** Whether the map has no multipath table now: what was read from it, if anything was, is not what is loaded. */
  readonly anew?: true;
  /** 1-based number of the path group to switch to; only with switch-group. */
  readonly group?: number;
  /** Whether the kernel is told to remove the map when it is closed, or no longer to. */
  readonly deferral?: "set" | "cancel";
  /** `major:minor` of those of its paths, in the table that stands, that the kernel has read as another LUN's since; absent for none. */
  readonly strayed?: readonly string[];
  /** Profile that decided, absent for maps without paths. */
  readonly profile?: string;
  /** One sentence. */
  readonly reason: string;
  /** What it is made from; absent for maps that only go away. */
  readonly spec?: MapSpec;
}

/** Why a LUN gets no map in this run and is looked at again: it waits for paths or for an access state. */
export interface Waiting {
  readonly wwid: string;
  readonly reason: "paths-pending" | "passive-only" | "not-claimed";
  readonly devs: readonly string[];
}

/** Everything one run would do. The same machine gives the same plan, byte for byte, under every engine. */
export interface Plan {
  /** Digest of what the plan was made from; `apply` refuses when it has moved on. */
  readonly generation: string;
  readonly actions: readonly Action[];
  readonly waiting: readonly Waiting[];
  readonly refused: readonly Diagnostic[];
  /** What was decided otherwise than asked (a selector the kernel lacks, a name that is taken); nothing is refused by them. */
  readonly findings: readonly Diagnostic[];
}
