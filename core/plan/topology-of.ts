import { joinTopology, type LiveTopology } from "../topology/live-topology.ts";
import { prioritize } from "../topology/prioritizer.ts";
import type { Judgement } from "./judge.ts";
import { judgedPaths } from "./judged-paths.ts";
import type { Machine } from "./machine.ts";

/** The live maps of a machine, joined with what is known of their paths and what their LUNs' profiles say. */
export function topologyOf(machine: Machine, judgement: Judgement): readonly LiveTopology[] {
  const judged = new Map(judgement.luns.map((lun) => [lun.lun.wwid, lun]));
  return joinTopology({
    liveMaps: machine.liveMaps,
    paths: judgedPaths(judgement),
    otherDisks: machine.otherDisks ?? new Map(),
    profileOf: (wwid) => judged.get(wwid)?.match.profile ?? "unknown",
    prioOf: (wwid, { access }) => {
      const settings = judged.get(wwid)?.effective.settings;
      return settings === undefined ? 1 : prioritize(settings.prio, settings.prio_args, access);
    },
  });
}
