import { renderTable } from "../../../core/topology/table-line.ts";
import type { LoadedTable, SimulatedMap } from "./simulated-dm.ts";

/** A line of `dmsetup info`, as the worker asks for it. */
export function infoText({ minor, open, inactive, active, isWiped }: SimulatedMap): string {
  return `dm-${minor} ${open} ${active || isWiped ? "L" : "-"}${inactive ? "I" : "-"}-w\n`;
}

/** What `dmsetup status` says of a map, its name left out. */
export function statusText(
  { table: { sectors, groups, initialGroup }, disabled }: LoadedTable,
  failed: ReadonlySet<string>,
): string {
  const texts = groups.map(({ paths }, index) => {
    const states = paths.map(({ devt }) => `${devt} ${failed.has(devt) ? "F 1" : "A 0"} 0 1`).join(" ");
    const enabled = index + 1 === initialGroup ? "A" : "E";
    return `${disabled?.has(index + 1) ? "D" : enabled} 0 ${paths.length} 2 ${states}`;
  });
  return `0 ${sectors} multipath 2 0 0 0 ${groups.length} ${initialGroup} ${texts.join(" ")}`.trim();
}

/** The live table as the kernel prints it when queueing was turned on or off by a message. */
export function withQueueing(loaded: LoadedTable, isQueueing: boolean): LoadedTable {
  const rest = loaded.table.features.filter((word) => word !== "queue_if_no_path");
  const table = { ...loaded.table, features: isQueueing ? ["queue_if_no_path", ...rest] : rest };
  return { ...loaded, table, text: renderTable(table) };
}

/** The live table as the kernel prints it when it was told to go on with another path group. It enables all of them (switch_pg_num). */
export function withGroup({ disabled: _, ...loaded }: LoadedTable, initialGroup: number): LoadedTable {
  const table = { ...loaded.table, initialGroup };
  return { ...loaded, table, text: renderTable(table) };
}
