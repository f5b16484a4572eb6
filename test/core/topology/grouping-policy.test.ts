import { describe, expect, it } from "vitest";
import type { GroupingPolicy } from "../../../core/profile/settings.ts";
import { type GroupingKey, groupPaths } from "../../../core/topology/grouping-policy.ts";
import { sharedRows } from "../shared-rows.ts";

/** One observed grouping of multipath-tools; path states: 3 up, 5 ghost. */
interface Row {
  readonly test: string;
  readonly policy: GroupingPolicy;
  readonly marginal_pathgroups: boolean;
  readonly paths: readonly {
    readonly dev: string;
    readonly prio: number;
    readonly marginal: number;
    readonly tpg: number;
    readonly node: string;
    readonly serial: string;
    readonly state: number;
  }[];
  readonly groups: readonly { readonly marginal: number; readonly paths: readonly string[] }[];
}

const path = { prio: 1, marginal: 0, tpg: 0, node: "", serial: "", state: 3 };

const own: readonly Row[] = [
  {
    test: "higher priority first",
    policy: "group_by_prio",
    marginal_pathgroups: false,
    paths: [
      { ...path, dev: "a", prio: 1 },
      { ...path, dev: "b", prio: 5 },
    ],
    groups: [
      { marginal: 0, paths: ["b"] },
      { marginal: 0, paths: ["a"] },
    ],
  },
];

const { source, rows } = sharedRows("pgpolicy.jsonl", own);

interface NamedKey extends GroupingKey {
  readonly dev: string;
}

function keyOf({ dev, prio, marginal, tpg, node, serial, state }: Row["paths"][number]): NamedKey {
  return { dev, prio, marginal: marginal === 1, tpg, node, serial, usable: state === 3 || state === 5 };
}

describe(`multipath-tools' groupings, from ${source}`, () => {
  it.each(rows.map((row) => [row.test, row] as const))("groups as observed: %s", (_name, row) => {
    const groups = groupPaths(row.policy, row.paths.map(keyOf), row.marginal_pathgroups);
    expect(
      groups.map(({ marginal, paths }) => ({
        marginal: Number(marginal),
        paths: paths.map(({ dev }) => dev),
      })),
    ).toEqual(row.groups);
  });
});

describe("the order of groups", () => {
  const key = { prio: 10, marginal: false, tpg: 1, node: "", serial: "", usable: true };

  it("prefers the group with more usable paths when priorities are equal", () => {
    const paths = [
      { ...key, tpg: 1, usable: false },
      { ...key, tpg: 1 },
      { ...key, tpg: 2 },
      { ...key, tpg: 2 },
    ];
    expect(groupPaths("group_by_tpg", paths).map(({ paths: [first] }) => first?.tpg)).toEqual([2, 1]);
  });

  it("weighs a group without a usable path as 0 and one of unknown priority as -1", () => {
    const paths = [
      { ...key, prio: -1, tpg: 1 },
      { ...key, usable: false, tpg: 2 },
    ];
    expect(groupPaths("group_by_tpg", paths).map(({ prio }) => prio)).toEqual([0, -1]);
  });

  it("cuts the mean of priorities to a whole number", () => {
    const paths = [key, { ...key, prio: 15 }, { ...key, prio: 10 }];
    expect(groupPaths("multibus", paths)[0]?.prio).toBe(11);
  });
});
