import type { ClaimMode } from "../claim/mode.ts";
import type { MultipathConf } from "./multipath-conf.ts";
import type { Outcome } from "./outcome.ts";

const modes: Readonly<Record<string, ClaimMode>> = {
  off: "off",
  no: "off",
  "0": "off",
  on: "yes",
  yes: "yes",
  "1": "yes",
  strict: "strict",
  greedy: "greedy",
  smart: "smart",
};

const notes: Readonly<Partial<Record<ClaimMode, string>>> = {
  off: "multipathd made maps of whatever is not in the blacklist all the same; --mode greedy does that",
};

/** The mode for `pathplug enable --mode`, of find_multipaths; absent where it is not set, which is strict there. */
export function readFindMode({ defaults }: MultipathConf, outcome: Outcome): ClaimMode | undefined {
  const written = defaults.filter(({ keyword }) => keyword === "find_multipaths");
  const valid = written.filter(({ value }) => Object.hasOwn(modes, value));
  const last = valid.at(-1);
  for (const from of written) {
    if (!valid.includes(from))
      outcome.leave(from, "invalid", "multipath-tools has no such value of find_multipaths.");
    else if (from !== last) outcome.leave(from, "replaced", "A later value of this keyword holds.");
  }
  if (last === undefined) return undefined;
  const mode = modes[last.value] ?? "strict";
  outcome.carry(last, [`enable --mode ${mode}`], notes[mode]);
  return mode;
}
