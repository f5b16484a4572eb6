import { claimChange } from "../claim/changes.ts";
import { claimReasonText } from "../claim/reason.ts";
import type { TapeLink, TapeNode } from "../topology/tape.ts";
import type { ExplainJson } from "./explain-json.ts";
import { renderPairs } from "./pairs.ts";
import type { TreeStyle } from "./topology-text.ts";
import { wrapText } from "./wrap-text.ts";

/** What is told of a tape or a changer: the node, the nodes of all its paths, and its links of pathplug's. */
export interface TapeFacts {
  readonly node: TapeNode;
  readonly paths: readonly TapeNode[];
  readonly links: readonly TapeLink[];
}

const NOT_SERVED = "device-mapper serves disks alone: a link leads to a path that works (tapes.md)";

/** The story of a tape or a changer for people; `width` is the terminal's. */
export function renderTape({ node, paths, links }: TapeFacts, style: TreeStyle, width?: number): string {
  const { identity, vendor, product, revision } = node;
  const rows = renderPairs(
    [
      [node.kind, `${node.dev} ${node.devt} ${node.hctl}`.trim()],
      ["product", `vendor "${vendor.trim()}", product "${product.trim()}", revision "${revision.trim()}"`],
      ["wwid", identity.wwid ?? "none"],
      ["kernel id", identity.kernelId ?? "none"],
      ["paths", paths.map(({ dev, hctl, state }) => `${dev} (${`${hctl} ${state}`.trim()})`).join(", ")],
      ...links.map(
        ({ name, leadsTo }) => ["link", `${name}${leadsTo === undefined ? "" : ` -> ${leadsTo}`}`] as const,
      ),
      ["link", links.length === 0 ? "none: pathplug is not the owner, or the device has no id" : undefined],
    ],
    width === undefined ? undefined : width - 2,
  );
  const claim = wrapText(
    `${style.bad("not claimed")}: ${claimReasonText("not-a-disk")}; ${NOT_SERVED}\nwhat changes it: ${claimChange("not-a-disk")}`,
    width === undefined ? undefined : width - 2,
  );
  const indented = (text: string): string => text.replace(/^(?=.)/gm, "  ");
  return `${style.strong("identity")}\n${indented(rows)}\n\n${style.strong("claim")}\n${indented(claim)}`;
}

/** The same for programs. */
export function tapeJson({ node, paths, links }: TapeFacts): ExplainJson {
  const { identity } = node;
  return {
    schema: "pathplug.explain/1",
    identity: {
      wwid: identity.wwid ?? null,
      kernelId: identity.kernelId ?? null,
      idSerial: identity.scsiId ?? null,
    },
    candidates: identity.candidates,
    matched: [],
    settings: {},
    claim: { claimed: false, reason: "not-a-disk" },
    detail: {
      change: claimChange("not-a-disk"),
      waiting: [],
      tape: {
        kind: node.kind,
        paths: paths.map(({ dev, hctl, state }) => ({ dev, hctl, state })),
        links,
      },
    },
  };
}
