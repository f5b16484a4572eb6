import type { Action } from "../../core/plan/plan.ts";
import type { RawPath } from "../../core/topology/path.ts";
import type { System } from "../system/system.ts";
import { hasNumber } from "./disk-numbers.ts";
import { readKernelId } from "./disks.ts";

/** Why an action must not go live any more; absent while its paths are what they were. */
export type StaleCheck = (action: Action) => string | undefined;

/**
 * Compares the paths that a table names with what they were when it was planned. A table names numbers, and a number
 * that is free goes to the next disk: between reading and loading it may have become another LUN's. A diskseq is never
 * given twice, so one that is the same after the load was the same at the load.
 */
export function staleCheck(system: System, paths: readonly RawPath[]): StaleCheck {
  const planned = new Map(paths.map((path) => [path.devt, path]));
  return ({ spec }) => {
    const named = (spec?.groups ?? []).flatMap((group) => group.paths.map(({ devt }) => devt));
    const changed = named.flatMap((devt) => {
      const path = planned.get(devt);
      return path === undefined || isSame(system, path) ? [] : [path.dev];
    });
    return changed.length === 0 ? undefined : `${changed.join(" ")} changed while the table was made`;
  };
}

function isSame(system: System, path: RawPath): boolean {
  const id = path.attributes.wwid || undefined;
  return hasNumber(system, path, path.devt) && readKernelId(system, path.dev) === id;
}
