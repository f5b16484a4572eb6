import { cellsOf, displayWidth } from "./display-width.ts";
import { terminalText } from "./terminal-text.ts";

/** How a table is laid out. */
export interface ColumnLayout {
  /** Width of the terminal in characters; absent: nothing is cut. */
  readonly width?: number;
  /** Indexes of columns whose numbers stand right. */
  readonly right?: readonly number[];
  /** Indexes of columns that a narrow terminal does without, the first to go first. */
  readonly optional?: readonly number[];
}

const GAP = "  ";

/**
 * Rows as columns two blanks apart, escaped for a terminal. Where the line is wider than `width`, optional columns are
 * left out; if that does not do, the widest is cut and ends in `…`, none below its head. The last is not padded.
 */
export function renderColumns(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  layout: ColumnLayout = {},
): string {
  const all = [head, ...rows].map((row) => row.map(terminalText));
  const kept = keptColumns(naturalWidths(all), layout);
  const cells = all.map((row) => kept.map((at) => row[at] ?? ""));
  const widths = fitted(naturalWidths(cells), cells[0] ?? [], layout.width);
  const right = new Set((layout.right ?? []).map((at) => kept.indexOf(at)));
  const lines = cells.map((row) =>
    row
      .map((cell, at) => padded(cut(cell, widths[at] ?? 0), widths[at] ?? 0, right.has(at)))
      .join(GAP)
      .trimEnd(),
  );
  return lines.join("\n");
}

function totalOf(widths: readonly number[]): number {
  return widths.reduce((sum, each) => sum + each, 0) + GAP.length * (widths.length - 1);
}

function keptColumns(widths: readonly number[], { width, optional = [] }: ColumnLayout): readonly number[] {
  let kept = widths.map((_, at) => at);
  for (const at of optional) {
    if (width === undefined || totalOf(kept.map((one) => widths[one] ?? 0)) <= width) break;
    kept = kept.filter((one) => one !== at);
  }
  return kept;
}

function naturalWidths(cells: readonly (readonly string[])[]): number[] {
  const widths: number[] = [];
  for (const row of cells) {
    row.forEach((cell, at) => {
      widths[at] = Math.max(widths[at] ?? 0, displayWidth(cell));
    });
  }
  return widths;
}

function fitted(widths: readonly number[], head: readonly string[], width: number | undefined): number[] {
  const fit = [...widths];
  while (width !== undefined && totalOf(fit) > width) {
    const widest = fit.indexOf(Math.max(...fit));
    const least = Math.max(8, displayWidth(head[widest] ?? ""));
    if ((fit[widest] ?? 0) <= least) break;
    fit[widest] = Math.max(least, (fit[widest] ?? 0) - (totalOf(fit) - width));
  }
  return fit;
}

function cut(cell: string, width: number): string {
  if (displayWidth(cell) <= width) return cell;
  let kept = "";
  let left = width - 1;
  for (const character of cell) {
    left -= cellsOf(character);
    if (left < 0) break;
    kept += character;
  }
  return `${kept}…`;
}

function padded(cell: string, width: number, right: boolean): string {
  const blanks = " ".repeat(Math.max(0, width - displayWidth(cell)));
  return right ? blanks + cell : cell + blanks;
}
