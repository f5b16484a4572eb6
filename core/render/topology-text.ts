import type { LiveTopology } from "../topology/live-topology.ts";

/** How words stand out; each function gets finished text. The default changes nothing. */
export interface TreeStyle {
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly strong: (text: string) => string;
}

export declare const plainStyle: TreeStyle;

/** The tree that `multipath -ll` prints, lines without a final line end. */
export declare function renderTopologyTree(
  maps: readonly LiveTopology[],
  options?: { readonly style?: TreeStyle; readonly columns?: number },
): string;
