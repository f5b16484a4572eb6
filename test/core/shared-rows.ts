import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Rows of observed behaviour that lie beside the checkout; the project's own few where they do not. */
export function sharedRows<Row>(name: string, own: readonly Row[]): { source: string; rows: readonly Row[] } {
  const file = join(import.meta.dirname, "../../../shared/conformance", name);
  if (!existsSync(file))
    return { source: "this project's own few rows (the shared ones are absent)", rows: own };
  const lines = readFileSync(file, "utf8").split("\n");
  return {
    source: "the shared rows",
    rows: lines.filter((line) => line !== "").map((line) => JSON.parse(line) as Row),
  };
}
