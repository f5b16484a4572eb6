import type { Check } from "../diagnostic/check.ts";
import type { StatusSummary } from "../plan/status-summary.ts";
import { terminalText } from "./terminal-text.ts";
import type { TreeStyle } from "./topology-text.ts";

/** What plain `pathplug` prints: owner, maps and paths, what is wrong, what to do next. */
export function renderStatus(status: StatusSummary, style: TreeStyle): string {
  const {
    owner,
    mode,
    armed,
    maps,
    paths,
    failedPaths,
    mapsWithoutPath,
    mapsDegraded,
    unmapped,
    refused,
    left,
    wrong,
    next,
  } = status;
  const ownership = owner === "pathplug" ? `pathplug, mode ${mode}${armed ? "" : ", not armed"}` : owner;
  const lines = [
    `owner  ${ownership}`,
    `maps   ${count(maps, "map")}${troubles(mapsWithoutPath.length, mapsDegraded.length, style)}`,
    `paths  ${count(paths, "path")} in maps, ${failedPaths === 0 ? "none failed" : style.bad(`${failedPaths} failed`)}`,
  ];
  if (unmapped > 0) lines.push(`       ${count(unmapped, "path")} of known arrays in no map`);
  for (const { devs, use } of left) {
    lines.push(`       ${count(devs.length, "path")} left to the system: ${terminalText(use)}`);
  }
  if (refused.length > 0) lines.push(`       ${style.bad(`${count(refused.length, "path")} refused`)}`);
  if (wrong.length > 0) lines.push("", ...wrong.map((check) => wrongText(check, style)));
  if (next.length === 0) lines.push("", maps > 0 ? style.good("all is well") : "nothing to do");
  if (next.length > 0) lines.push("", ...next.map((step) => `next: ${terminalText(step)}`));
  return lines.join("\n");
}

/** What `doctor` says, in one line; its hint is a command away. */
function wrongText({ verdict, subject, message }: Check, style: TreeStyle): string {
  const paint = verdict === "bad" ? style.bad : style.strong;
  return `${paint("wrong")}: ${terminalText(subject)}: ${terminalText(message)}`;
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}

function troubles(dead: number, degraded: number, style: TreeStyle): string {
  const parts = [
    ...(dead === 0 ? [] : [style.bad(`${dead} without a working path`)]),
    ...(degraded === 0 ? [] : [style.bad(`${degraded} degraded`)]),
  ];
  return parts.length === 0 ? "" : `, ${parts.join(", ")}`;
}
