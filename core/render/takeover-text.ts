import type { Takeover } from "../plan/takeover.ts";
import { terminalText } from "./terminal-text.ts";
import type { TreeStyle } from "./topology-text.ts";

/** A disk that changes hands with its names below /dev before and after. */
export interface NamedTakeover extends Takeover {
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** What `enable --dry-run` shows: LUN by LUN the disks, who uses them, and their names before and after. */
export function renderTakeover(
  disks: readonly NamedTakeover[],
  { style }: { readonly style: TreeStyle; readonly width?: number },
): string {
  if (disks.length === 0) return "no disk would change hands";
  return disks
    .map(({ dev, product, profile, use, before, after }) => {
      const head = `${style.strong(terminalText(dev))}  ${terminalText(product)}  ${terminalText(profile)}`;
      if (use !== undefined) {
        return `${head}\n  ${style.bad("stays with the system")}: ${terminalText(use)}`;
      }
      return [
        head,
        "  used by nobody that was found",
        `  now:   ${before.map(terminalText).join("\n         ")}`,
        `  after: ${after.map(terminalText).join("\n         ")}`,
      ].join("\n");
    })
    .join("\n");
}
