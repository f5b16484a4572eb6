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
  const { wwid, product, profile, use } = first;
  const names = disks.find(({ refused }) => refused === undefined)?.after ?? [];
  const fate =
    use === undefined
      ? list("  names after", names)
      : `  ${style.bad("stays with the system")}: it is in use`;
  return [
    [style.strong(terminalText(wwid)), terminalText(product), terminalText(profile)].join("  "),
    fate,
    ...disks.map((disk) => renderDisk(disk, style)),
  ].join("\n");
}

function renderDisk({ dev, use, refused, before }: NamedTakeover, style: TreeStyle): string {
  const fate =
    use !== undefined
      ? `stays; ${terminalText(use)}`
      : refused !== undefined
        ? style.bad(`claimed, but in no map: ${terminalText(refused)}`)
        : "changes hands; used by nobody that was found";
  return [`  ${terminalText(dev)}: ${fate}`, list("    names now", before)].join("\n");
}

function list(title: string, names: readonly string[]): string {
  return `${title}: ${names.map(terminalText).join(`\n${" ".repeat(title.length + 2)}`)}`;
}
