import type { Diagnostic } from "../diagnostic/diagnostic.ts";
import { claimText, type Explanation } from "../plan/explanation.ts";
import { type Marker, waitedText } from "../plan/markers.ts";
import type { TraceStep } from "../profile/match.ts";
import type { SettingName } from "../profile/settings.ts";
import { distrustOf } from "../topology/live-topology.ts";
import { renderColumns } from "./columns.ts";
import { explainJson } from "./explain-json.ts";
import { errorTitle } from "./explain-sense.ts";
import { type Pair, renderPairs } from "./pairs.ts";
import { logPairs, meaningPairs, timeText } from "./sense-pairs.ts";
import { terminalText } from "./terminal-text.ts";
import type { TreeStyle } from "./topology-text.ts";
import { wrapText } from "./wrap-text.ts";

export interface ExplainOptions {
  readonly style: TreeStyle;
  /** Width of the terminal; absent: no line is broken or cut. */
  readonly width?: number;
  /** Whether sg3_utils' udev rules are installed on the machine. */
  readonly sg3Rules: boolean;
}

/** The story of one path: what it is, which profile knows it, where each setting comes from, whether it is claimed. */
export function renderExplanation(explanation: Explanation, given: ExplainOptions): string {
  const { width, ...rest } = given;
  const options = width === undefined ? given : { ...rest, width: width - INDENT };
  const sections: readonly (readonly [string, string])[] = [
    ["identity", identitySection(explanation, options)],
    ["match", matchSection(explanation.match.trace, options)],
    ["settings", settingsSection(explanation, options)],
    ["claim", wrapText(claimSection(explanation, options.style), options.width)],
    ["map", mapSection(explanation, options)],
    ["last error", lastErrorSection(explanation, options.width)],
    ["findings", wrapText(findingsSection(explanation), options.width)],
  ];
  return sections
    .filter(([, text]) => text !== "")
    .map(([title, text]) => `${options.style.strong(title)}\n${indent(text)}`)
    .join("\n\n");
}

const INDENT = 2;

function indent(text: string): string {
  return text.replace(/^(?=.)/gm, " ".repeat(INDENT));
}

function identitySection(explanation: Explanation, options: ExplainOptions): string {
  const { path, wwidReason, siblings } = explanation;
  const { identity } = explainJson(explanation, options.sg3Rules);
  return renderPairs(
    [
      ["path", `${path.dev} ${path.devt} ${path.hctl}`.trim()],
      ["product", `vendor "${path.vendor}", product "${path.product}", revision "${path.revision}"`],
      ["wwid", `${identity.wwid ?? "none"}${wwidReason === undefined ? "" : ` (${wwidReason})`}`],
      ["kernel id", identity.kernelId ?? "none"],
      ["ID_SERIAL", identity.idSerial ?? undefined],
      ["serial", path.serial],
      ["other ids", path.identity.candidates.filter((id) => id !== identity.wwid).join(", ") || undefined],
      ["siblings", siblings.join(" ") || "none"],
    ],
    options.width,
  );
}

function matchSection(trace: readonly TraceStep[], { width }: ExplainOptions): string {
  if (trace.every(({ entry }) => entry === undefined)) {
    return wrapText(trace.map(({ verdict, reason }) => `${verdict}: ${reason}`).join("\n"), width);
  }
  return renderColumns(
    ["PROFILE", "VENDOR", "PRODUCT", "REVISION", "VERDICT"],
    trace.map(({ entry, verdict, reason }) => [
      entry?.profile ?? "",
      entry?.vendor ?? "",
      entry?.product ?? "",
      entry?.revision ?? "",
      `${verdict}: ${reason}`,
    ]),
    width === undefined ? {} : { width },
  );
}

function settingsSection({ effective }: Explanation, { width }: ExplainOptions): string {
  return renderColumns(
    ["SETTING", "VALUE", "SOURCE"],
    Object.entries(effective.settings).map(([name, value]) => [
      name,
      settingText(value),
      effective.provenance[name as SettingName]?.source ?? "default",
    ]),
    width === undefined ? {} : { width },
  );
}

function settingText(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? "none" : value.join(" ");
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value);
    return entries.length === 0 ? "none" : entries.map(([key, each]) => `${key}=${String(each)}`).join(" ");
  }
  return String(value);
}

function claimSection(explanation: Explanation, style: TreeStyle): string {
  const { claim, use, entry, marker, decided, waiting, queued, parked } = explanation;
  const { text, change } = claimText(explanation);
  const verdict = claim.claimed ? style.good("claimed") : style.bad("not claimed");
  const lines = [`${verdict}: ${text}`];
  if (use !== undefined) lines.push(`used: ${terminalText(use)}`);
  if (marker !== undefined) lines.push(`marked: /run/pathplug/in-use/${terminalText(marker)}`);
  if (entry !== undefined) lines.push(`registered as ${terminalText(entry.wwid)}`);
  lines.push(`what changes it: ${change}`);
  if (decided !== undefined) lines.push(decidedText(explanation, decided));
  for (const what of waiting) lines.push(`waits for ${what}`);
  lines.push(...distrustText(explanation, style));
  if (queued !== undefined) lines.push(`its event waits for the worker${since(queued)}`);
  if (parked !== undefined) {
    const { dev } = explanation.path;
    lines.push(
      `${style.bad("parked")}${since(parked)}: what it asks for could not be done and is tried again by itself`,
      `why: \`journalctl PATHPLUG_DEV=${dev}\`; \`pathplug assemble\` tries at once`,
    );
  }
  return lines.join("\n");
}

function distrustText({ path, effective }: Explanation, style: TreeStyle): readonly string[] {
  const { distrust } = distrustOf(path);
  if (distrust === undefined) return [];
  const word = style.bad(distrust);
  if (distrust === "suspect")
    return [
      `${word}: it has told ${terminalText(path.suspect ?? "")}, and is used no more until it has been identified`,
    ];
  const isInGroup = effective.settings.marginal_pathgroups === "on";
  const used = isInGroup ? "it is in the last path group" : "it is used only while no other path works";
  return [
    `${word}: it has failed too often, or somebody has marked it; ${used}`,
    `\`pathplug path unmark ${path.dev}\` has it trusted again`,
  ];
}

function since(marker: Marker): string {
  const waited = waitedText([marker]);
  return waited === undefined ? "" : ` for ${waited}`;
}

function decidedText(
  { path }: Explanation,
  { claimed, reason }: NonNullable<Explanation["decided"]>,
): string {
  const word = reason === undefined ? "" : ` (${terminalText(reason)})`;
  const verdict = claimed ? "claimed it" : "did not claim it";
  return `udev ${verdict} at its last event${word}: \`udevadm trigger --settle /dev/${path.dev}\` has it look again`;
}

function mapSection({ action }: Explanation, options: ExplainOptions): string {
  if (action === undefined) return "";
  return renderPairs(
    [
      ["name", action.name],
      ["uuid", action.uuid],
      ["plan", `${action.kind}: ${action.reason}`],
      ["table", action.table],
    ],
    options.width,
  );
}

function lastErrorSection({ lastError }: Explanation, width: number | undefined): string {
  if (lastError === undefined) return "";
  const { error, explained, failedAt, reinstatedAt } = lastError;
  const rows: readonly Pair[] = [
    ["error", errorTitle(error)],
    ...logPairs(error),
    ...meaningPairs(explained),
    ["failed", failedAt === undefined ? undefined : timeText(failedAt)],
    ["reinstated", reinstatedAt === undefined ? undefined : timeText(reinstatedAt)],
  ];
  return renderPairs(rows, width);
}

function findingsSection({ refused, findings }: Explanation): string {
  const said = ({ code, severity, message }: Diagnostic): string =>
    `${severity} ${code}: ${terminalText(message)}`;
  return [
    ...refused.map((finding) => `${said(finding)}\n  hint: ${terminalText(finding.hint)}`),
    ...findings.map(said),
  ].join("\n");
}
