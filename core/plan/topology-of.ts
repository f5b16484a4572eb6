import { joinTopology, type LiveTopology } from "../topology/live-topology.ts";
import { decodePath } from "../topology/path-facts.ts";
import { prioritize } from "../topology/prioritizer.ts";
import type { Judgement } from "./judge.ts";
import type { Machine } from "./machine.ts";

/** The live maps of a machine, joined with what is known of their paths and what their LUNs' profiles say. */
export function topologyOf(machine: Machine, { luns }: Judgement): readonly LiveTopology[] {
  const judged = new Map(luns.map((lun) => [lun.lun.wwid, lun]));
  return joinTopology({
    liveMaps: machine.liveMaps,
    paths: machine.paths.map((raw) => decodePath(raw).path),
    profileOf: (wwid) => judged.get(wwid)?.match.profile ?? "unknown",
    prioOf: (wwid, { access }) => {
      const settings = judged.get(wwid)?.effective.settings;
      return settings === undefined ? 1 : prioritize(settings.prio, settings.prio_args, access);
    },
  });
}
