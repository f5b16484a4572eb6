import { devtsOf } from "../../core/plan/eligible-paths.ts";
import type { Machine } from "../../core/plan/machine.ts";
import type { Action } from "../../core/plan/plan.ts";

/** What has to come before the others: it frees a name, or gives up a path that one takes. A path is in one spec at most. */
export function whatMakesRoom(
  changes: readonly Action[],
  actions: readonly Action[],
  { liveMaps }: Machine,
): readonly Action[] {
  const takers = new Map(
    actions.flatMap(({ uuid, spec }) =>
      (spec?.groups ?? []).flatMap(({ paths }) => paths.map(({ devt }) => [devt, uuid] as const)),
    ),
  );
  const live = new Map(liveMaps.map((map) => [map.uuid, map]));
  return changes.filter(({ kind, from, uuid }) => {
    const isTaken = (devt: string): boolean => (takers.get(devt) ?? uuid) !== uuid;
    return kind === "remove" || from !== undefined || [...devtsOf(live.get(uuid))].some(isTaken);
  });
}
