import type { Marker, Markers } from "../../core/plan/markers.ts";
import { naturalOrder } from "../../core/topology/natural-order.ts";
import type { System } from "../system/system.ts";
import { REMOVED } from "./removed-maps.ts";
import { diskOfMarker, RUN } from "./run-directory.ts";

/** When a file was last changed, milliseconds since 1970; a recorded machine does not know. */
export type ChangedAt = (path: string) => number | undefined;

/** Reads the markers. A marker keeps the time of its event when it is moved from the queue to where it is parked. */
export function readMarkers(system: System, changedAt: ChangedAt): Markers {
  const inDirectory = (name: string): readonly Marker[] =>
    (system.list(`${RUN}/${name}`) ?? []).map((marker) => {
      const changed = changedAt(`${RUN}/${name}/${marker}`);
      return {
        name: diskOfMarker(marker),
        ...(changed === undefined ? {} : { age: (system.now() - changed) / 1_000 }),
      };
    });
  return {
    inUse: new Set(system.list(`${RUN}/in-use`) ?? []),
    queued: inOrder([...inDirectory("queue"), ...inDirectory("taken")]),
    parked: inOrder(inDirectory("parked")),
    removed: new Set(system.list(REMOVED) ?? []),
  };
}

function inOrder(markers: readonly Marker[]): readonly Marker[] {
  return [...markers].sort((a, b) => naturalOrder(a.name, b.name));
}
