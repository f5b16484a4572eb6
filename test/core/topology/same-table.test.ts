import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseTable } from "../../../core/topology/dm-table.ts";
import type { MultipathTable } from "../../../core/topology/map.ts";
import { sameTable } from "../../../core/topology/same-table.ts";
import { anyTable, printedBack } from "./table-generators.ts";

function table(params: string): MultipathTable {
  const parsed = parseTable(`0 2048 multipath ${params}`);
  if (parsed.kind === "broken") throw new Error(parsed.diagnostic.message);
  return parsed.value;
}

const loaded =
  "3 pg_init_retries 50 queue_if_no_path 1 alua 2 1 service-time 0 2 1 8:16 1 8:32 1 service-time 0 1 1 8:48 1";

describe("tables that mean the same", () => {
  it.each([
    [
      "features in another order",
      loaded.replace("3 pg_init_retries 50 queue_if_no_path", "3 queue_if_no_path pg_init_retries 50"),
    ],
    ["a queue mode that is never printed", loaded.replace("3 pg", "5 queue_mode mq pg")],
    ["retain_attached_hw_handler", loaded.replace("3 pg", "4 retain_attached_hw_handler pg")],
    ["another current group", loaded.replace("alua 2 1", "alua 2 2")],
    ["paths of a group in another order", loaded.replace("8:16 1 8:32 1", "8:32 1 8:16 1")],
    [
      "arguments that the selector prints for a path",
      loaded.replace("2 1 8:16 1 8:32 1", "2 2 8:16 1 1 8:32 1 1"),
    ],
    ["a repeat count", loaded.replace("8:48 1", "8:48 100")],
  ])("differ in %s only", (_what, other) => {
    expect(sameTable(table(loaded), table(other))).toBe(true);
    expect(sameTable(table(other), table(loaded))).toBe(true);
  });

  it("are what was loaded and what any kernel prints of it", () => {
    fc.assert(
      fc.property(anyTable, fc.constantFrom(6.1, 6.12, 7.2), fc.nat(3), (asked, kernel, at) => {
        const current = Math.min(at + 1, asked.groups.length);
        expect(sameTable(asked, printedBack(asked, { kernel, current }))).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});

describe("tables that mean something else", () => {
  it.each([
    [
      "groups in another order",
      "3 pg_init_retries 50 queue_if_no_path 1 alua 2 1 service-time 0 1 1 8:48 1 service-time 0 2 1 8:16 1 8:32 1",
    ],
    ["a path less", loaded.replace("2 1 8:16 1 8:32 1", "1 1 8:16 1")],
    [
      "a path in another group",
      loaded.replace(
        "2 1 8:16 1 8:32 1 service-time 0 1 1 8:48 1",
        "1 1 8:16 1 service-time 0 2 1 8:32 1 8:48 1",
      ),
    ],
    ["queueing", loaded.replace("3 pg_init_retries 50 queue_if_no_path", "2 pg_init_retries 50")],
    ["the argument of a feature", loaded.replace("retries 50", "retries 20")],
    ["the handler", loaded.replace("1 alua", "0")],
    ["the selector", loaded.replaceAll("service-time", "queue-length")],
    ["the weight of a path", loaded.replace("2 1 8:16 1 8:32 1", "2 2 8:16 1 1 8:32 1 7")],
    ["bio mode", loaded.replace("3 pg", "5 queue_mode bio pg")],
  ])("differ in %s", (_what, other) => {
    expect(sameTable(table(loaded), table(other))).toBe(false);
    expect(sameTable(table(other), table(loaded))).toBe(false);
  });

  it("differ in size", () => {
    expect(sameTable(table(loaded), { ...table(loaded), sectors: 4096 })).toBe(false);
  });
});
