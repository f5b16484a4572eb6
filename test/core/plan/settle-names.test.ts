import { describe, expect, it } from "vitest";
import type { Plan } from "../../../core/plan/plan.ts";
import { lunHex, sampleDecision, sampleIdentity, sampleMap, samplePaths } from "../sample-path.ts";
import { kinds, only, planOf } from "./plan-of.ts";

const otherHex = lunHex.replace(/a$/, "b");
const other = `3${otherHex}`;

describe("two LUNs that want one name", () => {
  it("get it in turn: the first is named so, the other by its WWID", () => {
    const paths = samplePaths(2, (index) => (index === 1 ? { identity: sampleIdentity(otherHex) } : {}));
    const decisions = [sampleDecision({ alias: "data" }), sampleDecision({ wwid: other, alias: "data" })];
    const plan = planOf(paths, [], { decisions });
    expect(kinds(plan)).toEqual(["create data", `create ${other}`]);
    expect(plan.findings.map(({ code }) => code)).toEqual(["name-taken"]);
  });
});

describe("names", () => {
  const paths = samplePaths(2, (index) => (index === 1 ? { identity: sampleIdentity(otherHex) } : {}));
  const mapA = sampleMap(["8:0"], { name: "a" });
  const mapB = sampleMap(["8:16"], { name: "b", uuid: `mpath-${other}`, dm: "dm-1" });

  function renamed(aliasA: string, aliasB: string, otherNames: readonly string[] = []): Plan {
    const decisions = [sampleDecision({ alias: aliasA }), sampleDecision({ wwid: other, alias: aliasB })];
    return planOf(paths, [mapA, mapB], { decisions, otherNames });
  }

  it("change by rename, without a table", () => {
    expect(renamed("x", "b").actions.filter(({ kind }) => kind === "rename")).toMatchObject([
      { name: "x", from: "a" },
    ]);
  });

  it("move on in an order in which each is free", () => {
    expect(kinds(renamed("b", "c"))).toEqual(["rename c", "rename b"]);
  });

  it("stay when they would have to be swapped, or are another device's", () => {
    const swapped = renamed("b", "a");
    expect(kinds(swapped)).toEqual(["nothing a", "nothing b"]);
    expect(swapped.findings.map(({ code }) => code)).toEqual(["name-taken", "name-taken"]);
    expect(kinds(renamed("vg-root", "b", ["vg-root"]))).toEqual(["nothing a", "nothing b"]);
  });

  it("are not the WWID of another LUN, which would then have neither its name nor a map", () => {
    const decisions = [sampleDecision({ alias: other }), sampleDecision({ wwid: other })];
    const plan = planOf(paths, [], { decisions });
    expect(kinds(plan)).toEqual([`create 3${lunHex}`, `create ${other}`]);
    expect(plan.findings.map(({ code }) => code)).toEqual(["name-taken"]);
    expect(kinds(planOf(paths, [mapA], { decisions }))).toEqual([`create ${other}`, "nothing a"]);
  });

  it("that are no names are not used", () => {
    const plan = renamed("../x", "b");
    expect(kinds(plan)).toEqual(["nothing a", "nothing b"]);
    expect(plan.findings.map(({ code }) => code)).toEqual(["name-unfit"]);
  });

  it("come with the other change a map needs", () => {
    const plan = planOf(samplePaths(2), [mapA], { decisions: [sampleDecision({ alias: "x" })] });
    expect(only(plan)).toMatchObject({ kind: "reload", name: "x", from: "a" });
  });

  it("are mangled as libdm keeps them", () => {
    const id = "8iqn.2003-01.org.x:t,1";
    const identity = { ...sampleIdentity(lunHex), wwid: id, candidates: [id] };
    const decisions = [sampleDecision({ wwid: id })];
    const plan = planOf(
      samplePaths(1, () => ({ identity })),
      [],
      { decisions },
    );
    expect(only(plan)).toMatchObject({
      name: "8iqn.2003-01.org.x:t\\x2c1",
      uuid: "mpath-8iqn.2003-01.org.x:t\\x2c1",
      wwid: id,
    });
  });
});
