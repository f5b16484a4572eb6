import { describe, expect, it } from "vitest";
import { untrustedText } from "../../../core/bytes/untrusted.ts";
import { isOurs, registeredPaths, type SeenLun, surplusOf } from "../../../core/own/seen.ts";

const KEY = 0xa1n;

/** A LUN: ports of this host's paths, and of the registrations of its key; `*` is a registration for all ports. */
function lun(
  paths: readonly (number | undefined)[],
  registered: readonly (number | "*")[] | number,
): SeenLun {
  const count = typeof registered === "number" ? registered : registered.length;
  return {
    paths: paths.map((port, at) => ({
      dev: `sd${"abcd"[at]}`,
      state: "up",
      ...(port === undefined ? {} : { relativePort: port }),
    })),
    keys: Array.from({ length: count }, () => KEY),
    generation: 1,
    ...(typeof registered === "number"
      ? {}
      : {
          registrants: registered.map((port) => ({
            key: KEY,
            initiator: untrustedText("x"),
            ...(port === "*" ? {} : { relativePort: port }),
          })),
        }),
  };
}

describe("whether a path is registered", () => {
  it.each<[string, SeenLun, string]>([
    ["each at its port", lun([1, 2], [1, 2]), "yes yes"],
    ["one port has no registration", lun([1, 2], [1]), "yes no"],
    ["another host's port does not count", lun([1, 2], [1, 7]), "yes no"],
    ["two paths to one port, two registrations there", lun([1, 1, 2], [1, 1]), "yes yes no"],
    ["two paths to one port, one registration there", lun([1, 1], [1]), "unknown unknown"],
    ["a registration for all ports", lun([1, 2], ["*"]), "yes yes"],
    ["the LUN names no ports: as many as paths", lun([1, 2], 2), "yes yes"],
    ["the LUN names no ports: none", lun([1, 2], 0), "no no"],
    ["the LUN names no ports: fewer than paths", lun([1, 2], 1), "unknown unknown"],
    ["a path whose port is not known", lun([undefined, 2], [2]), "unknown yes"],
  ])("is told: %s", (_, seen, expected) => {
    expect([...registeredPaths(seen, KEY).values()].join(" ")).toBe(expected);
  });

  it("more registrations than paths are somebody else's, or of paths that were there once", () => {
    expect([surplusOf(lun([1, 2], 2), KEY), surplusOf(lun([1, 2], 4), KEY)]).toEqual([0, 2]);
  });
});

describe("a reservation", () => {
  it.each([
    ["is ours by its key", { key: KEY, type: "write-exclusive-registrants-only" }, true],
    ["is not ours by another", { key: 0xb2n, type: "write-exclusive-registrants-only" }, false],
    ["is ours as one of all registrants", { key: 0n, type: "write-exclusive-all-registrants" }, true],
  ] as const)("%s", (_, reservation, ours) => {
    expect(isOurs({ ...lun([1], 1), reservation }, KEY)).toBe(ours);
  });

  it("of all registrants is not that of a host without a key on the LUN", () => {
    const reservation = { key: 0n, type: "write-exclusive-all-registrants" } as const;
    expect(isOurs({ ...lun([1], 0), reservation }, KEY)).toBe(false);
  });
});
