import { type ColumnLayout, renderColumns } from "./columns.ts";
import type { OwnReport } from "./own.ts";
import { terminalText } from "./terminal-text.ts";
import type { TreeStyle } from "./topology-text.ts";

/** Who owns a LUN, for people: its key and reservation, then what each path has registered, then the keys of others. */
export function renderOwn(report: OwnReport, style: TreeStyle, layout: ColumnLayout): string {
  const { map, wwid, paths, others } = report;
  const name = map === undefined || map === wwid ? wwid : `${map} (${wwid})`;
  const rows = paths.map(({ dev, state, relativePort, registered, reason }) => [
    dev,
    state,
    relativePort === undefined ? "-" : String(relativePort),
    registered ?? "-",
    reason ?? "",
  ]);
  const lines = [
    style.strong(terminalText(name)),
    `key          ${keyLine(report)}`,
    `reservation  ${reservationLine(report)}`,
    renderColumns(["PATH", "STATE", "PORT", "REGISTERED", "WHY"], rows, { ...layout, right: [2] }),
  ];
  if (others.length > 0) {
    const keys = others.map(({ key, count, initiators }) => [key, String(count), initiators.join(" ")]);
    lines.push(renderColumns(["OTHER KEY", "PATHS", "INITIATORS"], keys, { ...layout, right: [1] }));
  }
  return lines.join("\n");
}

function keyLine({ key, persist, forgetting, paths }: OwnReport): string {
  if (key === undefined)
    return forgetting === true ? "none; paths that come back lose the one that they have" : "none";
  const has = paths.filter(({ registered }) => registered === "yes").length;
  const power = persist === true ? ", survives a loss of power" : "";
  return `${key}, registered on ${has} of ${paths.length} paths${power}`;
}

function reservationLine({ reservation }: OwnReport): string {
  if (reservation === undefined) return "none";
  const { type, holder, ours } = reservation;
  const holders = holder === undefined ? "all registrants" : holder;
  return `${type}, held by ${holders} (${ours ? "this host" : "not this host"})`;
}
