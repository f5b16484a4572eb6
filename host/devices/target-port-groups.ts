import { reportTargetPortGroups } from "sg3-utils-wrapper/commands";
import { decodeRtpg } from "../../core/decode/rtpg.ts";
import type { RawPath } from "../../core/topology/path.ts";
import { decodePath } from "../../core/topology/path-facts.ts";
import type { System } from "../system/system.ts";
import { readAnaLogs } from "./ana-logs.ts";

/** How long one REPORT TARGET PORT GROUPS may take, milliseconds; a path that hangs longer has no state. */
const RTPG_TIMEOUT = 5_000;
/** How many paths of a LUN may hang until the rest is not asked any more. */
const MOST_SILENT = 3;

/**
 * Asks the LUN for the real state of its target port groups, since sysfs says `active/optimized` until the
 * kernel has asked itself. One command per group that no answer has covered yet, through a path of that group.
 * A path whose group nobody answered for gets no answer. NVMe is asked as `readAnaLogs` says.
 */
export async function readTargetPortGroups(system: System, paths: readonly RawPath[]): Promise<Asked> {
  if (paths[0]?.transport === "nvme") {
    const told = await readAnaLogs(system, paths);
    return { paths: told.map(({ raw }) => raw), isSilent: told.every(({ isSilent }) => isSilent) };
  }
  const answers = new Map<number, Uint8Array>();
  let silent = 0;
  const facts = paths.map((raw) => decodePath(raw).path);
  for (const { dev, tpgs, tpg, state } of facts) {
    if (tpgs === "none" || tpg === undefined || answers.has(tpg) || state !== "running") continue;
    if (silent >= MOST_SILENT) break;
    const answer = await reportTargetPortGroups(system.spawn, `/dev/${dev}`, { timeoutMs: RTPG_TIMEOUT });
    if (answer.kind !== "data") {
      if (answer.error.meaning === "program-timeout") silent += 1;
      continue;
    }
    for (const { group } of decodeRtpg(answer.bytes).value.groups) {
      if (!answers.has(group)) answers.set(group, answer.bytes);
    }
  }
  const isSilent = silent > 0 && answers.size === 0;
  const covered = paths.map((raw, index) => {
    const rtpg = answers.get(facts[index]?.tpg ?? -1);
    const { rtpg: _old, ...rest } = raw;
    return rtpg === undefined ? rest : { ...rest, rtpg };
  });
  return { paths: covered, isSilent };
}

/** What a LUN said of its target port groups. */
export interface Asked {
  /** Its paths, each with the answer that covers it. */
  readonly paths: readonly RawPath[];
  /** Whether it was asked and no path came back with an answer in time. */
  readonly isSilent: boolean;
}
