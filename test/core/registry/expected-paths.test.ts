import { describe, expect, it } from "vitest";
import type { RegistryEntry } from "../../../core/registry/entry.ts";
import { expectPaths, isAwaited, noteLate, noteMorePaths } from "../../../core/registry/expected-paths.ts";

const entry: RegistryEntry = { wwid: "3600", ids: [], unknown: {} };

/** `expected` after each of a row of assemblies; `4/3` says that four are expected and the last found three. */
function after(found: readonly number[]): string {
  let known = entry;
  return found
    .map((count) => {
      known = expectPaths(known, count);
      return known.lastPaths === undefined ? `${known.paths}` : `${known.paths}/${known.lastPaths}`;
    })
    .join(" ");
}

describe("the number of paths that an assembly expects", () => {
  it.each([
    ["is what the first one found", [4], "4"],
    ["stays after one absence", [4, 3], "4 4/3"],
    ["falls at the second absence in a row", [4, 3, 3], "4 4/3 3"],
    ["is whole again when the path comes in between", [4, 3, 4, 3], "4 4/3 4 4/3"],
    ["falls by the path that was absent twice, not by the one absent once", [4, 3, 2], "4 4/3 3/2"],
    ["falls by one path after the other", [4, 3, 2, 2], "4 4/3 3/2 2"],
    ["falls to the most that two assemblies found", [4, 2, 3], "4 4/2 3"],
    ["rises at once", [2, 4], "2 4"],
    ["rises at once after an absence", [4, 2, 6], "4 4/2 6"],
  ])("%s", (_, found, expected) => {
    expect(after(found)).toBe(expected);
  });

  it("is not lowered by what a standing map loses, however often", () => {
    const known = expectPaths(entry, 4);
    expect([3, 2, 1].reduce(noteMorePaths, known)).toEqual(known);
  });

  it("is raised by what a standing map gains, and a late path is no absence any more", () => {
    const lacking = expectPaths(expectPaths(entry, 4), 3);
    expect(noteMorePaths(lacking, 4)).toEqual({ ...entry, paths: 4 });
    expect(noteMorePaths(lacking, 5)).toEqual({ ...entry, paths: 5 });
  });

  it("keeps all else", () => {
    const full = { ...entry, alias: "data", table: "0 1", unknown: { PATHPLUG_LATER: "x" } };
    expect(expectPaths(full, 2)).toEqual({ ...full, paths: 2 });
  });
});

describe("a LUN of which no path came at a boot", () => {
  it("is awaited at the next one, and not after two boots in a row", () => {
    const once = noteLate(entry, true);
    const twice = noteLate(once, true);
    expect([entry, once, twice].map(isAwaited)).toEqual([true, true, false]);
  });

  it("is awaited again after it was there in time", () => {
    const twice = noteLate(noteLate(entry, true), true);
    expect(noteLate(twice, false)).toEqual(entry);
  });

  it("changes its entry no further when it stays away", () => {
    const twice = noteLate(noteLate(entry, true), true);
    expect(noteLate(twice, true)).toEqual(twice);
  });
});
