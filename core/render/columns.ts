import { terminalText } from "./terminal-text.ts";

/** How a table is laid out. */
export interface ColumnLayout {
  /** Width of the terminal in characters; absent: nothing is cut. */
  readonly width?: number;
  /** Indexes of columns whose numbers stand right. */
  readonly right?: readonly number[];
}

const GAP = "  ";

/**
 * Rows as columns two blanks apart, escaped for a terminal. Where the line is wider than `width`, the widest column
 * is cut first and ends in `…`; no column is cut below its head. The last column is not padded.
 */
export function renderColumns(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  layout: ColumnLayout = {},
): string {
  const cells = [head, ...rows].map((row) => row.map(terminalText));
  const widths = fitted(naturalWidths(cells), cells[0] ?? [], layout.width);
  const right = new Set(layout.right ?? []);
  const lines = cells.map((row) =>
    row
      .map((cell, at) => padded(cut(cell, widths[at] ?? 0), widths[at] ?? 0, right.has(at)))
      .join(GAP)
      .trimEnd(),
  );
  return lines.join("\n");
}

function naturalWidths(cells: readonly (readonly string[])[]): number[] {
  const widths: number[] = [];
  for (const row of cells) {
    row.forEach((cell, at) => {
      widths[at] = Math.max(widths[at] ?? 0, [...cell].length);
    });
  }
  return widths;
}

function fitted(widths: readonly number[], head: readonly string[], width: number | undefined): number[] {
  const fit = [...widths];
  const total = (): number => fit.reduce((sum, each) => sum + each, 0) + GAP.length * (fit.length - 1);
  while (width !== undefined && total() > width) {
    const widest = fit.indexOf(Math.max(...fit));
    const least = Math.max(8, [...(head[widest] ?? "")].length);
    if ((fit[widest] ?? 0) <= least) break;
    fit[widest] = Math.max(least, (fit[widest] ?? 0) - (total() - width));
  }
  return fit;
}

function cut(cell: string, width: number): string {
  const characters = [...cell];
  return characters.length <= width ? cell : `${characters.slice(0, width - 1).join("")}…`;
}

function padded(cell: string, width: number, right: boolean): string {
  const blanks = " ".repeat(Math.max(0, width - [...cell].length));
  return right ? blanks + cell : cell + blanks;
}
