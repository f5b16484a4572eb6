import { describe, expect, it } from "vitest";
import type { RegistryEntry } from "../../../core/registry/entry.ts";
import { findEntry, indexEntries } from "../../../core/registry/index-entries.ts";

const entry = (wwid: string, ...ids: string[]): RegistryEntry => ({ wwid, ids, unknown: {} });
const index = indexEntries([entry("a", "x"), entry("b", "x", "y"), entry("c"), entry("a", "z")]);

describe("an indexed registry", () => {
  it.each([
    ["by the WWID", ["c"], "c"],
    ["by another spelling", ["y"], "b"],
    ["the first of several that have the id", ["x"], "a"],
    ["the first in the registry, whichever id is asked first", ["c", "y"], "b"],
    ["nothing under an unknown id", ["q"], undefined],
    ["nothing without an id", [], undefined],
  ])("finds %s", (_, ids, wwid) => {
    expect(findEntry(index, ids)?.wwid).toBe(wwid);
  });

  it("finds nothing where it is empty", () => {
    expect(findEntry(indexEntries([]), ["a"])).toBeUndefined();
  });
});
