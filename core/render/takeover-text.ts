import type { Takeover } from "../plan/takeover.ts";
import { terminalText } from "./terminal-text.ts";
import type { TreeStyle } from "./topology-text.ts";

/** A disk that changes hands with its names below /dev before and after. */
export interface NamedTakeover extends Takeover {
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** What `enable --dry-run` shows: LUN by LUN its names afterwards, then each disk, who uses it, and its names now. */
export function renderTakeover(disks: readonly NamedTakeover[], style: TreeStyle): string {
  if (disks.length === 0) return "no disk would change hands";
  const luns = new Map<string, NamedTakeover[]>();
  for (const disk of disks) luns.set(disk.wwid, [...(luns.get(disk.wwid) ?? []), disk]);
  return [...luns.values()].map((own) => renderLun(own, style)).join("\n\n");
}

function renderLun(disks: readonly NamedTakeover[], style: TreeStyle): string {
  const [first] = disks;
  if (first === undefined) return "";
  const { wwid, product, profile } = first;
  return [
    [style.strong(terminalText(wwid)), terminalText(product), terminalText(profile)].join("  "),
    `  ${renderFate(disks, style)}`,
    ...disks.map((disk) => renderDisk(disk, style)),
  ].join("\n");
}

/** What becomes of a LUN; one that gets or has no map keeps the names that its disks have. */
function renderFate(disks: readonly NamedTakeover[], style: TreeStyle): string {
  if (disks.some(({ use }) => use !== undefined))
    return `${style.bad("stays with the system")}: it is in use`;
  if (disks.every(({ left }) => left !== undefined)) {
    const isExcluded = disks.every(({ left }) => left?.startsWith("excluded: "));
    return `${style.bad("stays with the system")}: ${isExcluded ? "it is excluded" : "nobody can name a map of it"}`;
  }
  if (disks.every(({ givenBack }) => givenBack !== undefined))
    return "goes back to the system: no map holds it";
  const isMember = ({ refused, left, givenBack }: NamedTakeover): boolean =>
    refused === undefined && left === undefined && givenBack === undefined;
  const names = disks.find(isMember)?.after ?? [];
  return names.length === 0 ? "gets no map" : list("names after", names, "  ");
}

function renderDisk(disk: NamedTakeover, style: TreeStyle): string {
  return [`  ${terminalText(disk.dev)}: ${diskFate(disk, style)}`, list("    names now", disk.before)].join(
    "\n",
  );
}

function diskFate({ use, left, givenBack, refused }: NamedTakeover, style: TreeStyle): string {
  if (givenBack !== undefined) return `given back; ${terminalText(givenBack)}`;
  const kept = use ?? left;
  if (kept !== undefined) return `stays; ${terminalText(kept)}`;
  return refused === undefined
    ? "changes hands; used by nobody that was found"
    : style.bad(`claimed, but in no map: ${terminalText(refused)}`);
}

function list(title: string, names: readonly string[], indent = ""): string {
  const next = `\n${indent}${" ".repeat(title.length + 2)}`;
  return `${title}: ${names.map(terminalText).join(next)}`;
}
