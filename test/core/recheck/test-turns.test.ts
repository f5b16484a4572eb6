import { describe, expect, it } from "vitest";
import {
  type Asked,
  chooseTests as choose,
  type UnderWay,
  type Waiting,
} from "../../../core/recheck/test-turns.ts";

/** So many paths of LUNs of their own on a target. */
const due = (target: string, count: number): readonly Asked[] =>
  Array.from({ length: count }, (_, lun) => ({ target, wwid: `${target} ${lun}` }));
const underWay = (target: string, count: number, isHung = false): readonly UnderWay[] =>
  due(target, count).map(({ wwid }) => ({ target, wwid: `other ${wwid}`, isHung }));
const fabric = (targets: number, each: number): readonly Asked[] =>
  Array.from({ length: targets }, (_, target) => due(`t${target}`, each)).flat();

const chooseTests = (paths: readonly Asked[], before: readonly UnderWay[], least: number) => {
  const targets = new Set(paths.map(({ target }) => target));
  const waiting: Waiting<Asked> = new Map(
    [...targets].map((target) => [target, paths.filter((path) => path.target === target)]),
  );
  return choose(waiting, before, least);
};

/** How many of each target begin. */
const count = (begun: readonly Asked[]): Readonly<Record<string, number>> => {
  const counts: Record<string, number> = {};
  for (const { target } of begun) counts[target] = (counts[target] ?? 0) + 1;
  return counts;
};

describe("the tests that begin", () => {
  it.each<[string, readonly Asked[], readonly UnderWay[], Readonly<Record<string, number>>]>([
    ["are none where none is due", [], [], {}],
    ["are all where there is room", fabric(2, 3), [], { t0: 3, t1: 3 }],
    ["are 32 at most", fabric(8, 100), [], Object.fromEntries([..."01234567"].map((t) => [`t${t}`, 4]))],
    ["are 8 at most of a target", due("a", 20), [], { a: 8 }],
    ["are fewer by those that run", due("a", 20), underWay("a", 5), { a: 3 }],
    ["are none of a target that hangs", [...due("a", 9), ...due("b", 9)], underWay("a", 8, true), { b: 8 }],
    [
      "go to the targets of which least runs",
      [...due("a", 9), ...due("b", 9)],
      underWay("a", 6),
      { a: 2, b: 8 },
    ],
    ["are none while 32 run", due("a", 9), underWay("b", 32), {}],
    [
      "are half of them at least, however many hang",
      fabric(4, 9),
      underWay("b", 100, true),
      { t0: 4, t1: 4, t2: 4, t3: 4 },
    ],
    ["have less room where some hang", fabric(4, 9), underWay("b", 12, true), { t0: 5, t1: 5, t2: 5, t3: 5 }],
  ])("%s", (_, paths, before, begun) => {
    expect(count(chooseTests(paths, before, 0))).toEqual(begun);
  });

  it("are 8 at most of a LUN, whatever targets it has", () => {
    const paths = Array.from({ length: 20 }, (_, path) => ({ wwid: "lun", target: `t${path}` }));
    expect(chooseTests(paths, [], 0)).toHaveLength(8);
    expect(chooseTests(paths, [{ wwid: "lun", target: "gone", isHung: true }], 0)).toHaveLength(7);
  });

  it("are in the order in which they are due, on each target, and pass over a LUN that is full", () => {
    const full = Array.from({ length: 8 }, (_, path) => ({ wwid: "full", target: `t${path}`, isHung: true }));
    const paths = [
      { wwid: "full", target: "a" },
      { wwid: "one", target: "a" },
      { wwid: "two", target: "a" },
    ];
    expect(chooseTests(paths, full, 0).map(({ wwid }) => wwid)).toEqual(["one", "two"]);
  });

  it.each([
    ["one, where as many hang on a target as may", underWay("a", 20, true), 1],
    ["none, where that one runs", [...underWay("a", 20, true), ...underWay("a", 1)], 0],
    ["as many as there is room for, where fewer hang", underWay("a", 5, true), 3],
  ])("are %s, for who does not come again soon", (_, before, begun) => {
    expect(chooseTests(due("a", 20), before, 1)).toHaveLength(begun);
  });

  it("are none of a path on which two programs hang, whatever else is free", () => {
    const [path = { wwid: "", target: "" }] = due("a", 1);
    const hangs = { ...path, isHung: true };
    expect(chooseTests([path], [hangs], 1)).toHaveLength(1);
    expect(chooseTests([path], [hangs, hangs], 1)).toHaveLength(0);
    expect(chooseTests([{ ...path, target: "b" }], [hangs, hangs], 1)).toHaveLength(1);
  });
});
