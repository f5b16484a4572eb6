import { describe, expect, it } from "vitest";
import { SimulatedFabric } from "../simulated/simulated-fabric.ts";

/** Two targets, each with a path of every LUN. */
const TWO = (): readonly [string, string] => ["1:0:0", "2:0:0"];
/** LUNs spread over eight targets, two each. */
const EIGHT = (lun: number): readonly [string, string] => [`1:0:${lun % 4}`, `2:0:${lun % 4}`];

const on = (fabric: SimulatedFabric, target: string) => fabric.paths.filter((path) => path.target === target);

describe("the recheck, of very many failed paths,", () => {
  it("tests at most 32 at a time, and all of them", async () => {
    const fabric = new SimulatedFabric(200, EIGHT);
    for (const path of fabric.paths) path.state = "F";
    fabric.answers = () => "fails";
    await fabric.run(20_000, { 10000: () => (fabric.answers = () => "well") });
    expect(fabric.most).toEqual({ running: 32, hung: 0 });
    expect(fabric.paths.filter(({ state }) => state === "F")).toEqual([]);
  }, 60_000);

  it("has a target that answers nothing hold up no path of another, and few programs in the kernel", async () => {
    const fabric = new SimulatedFabric(200, TWO);
    for (const path of fabric.paths) path.state = "F";
    fabric.answers = ({ target }) => (target === "1:0:0" ? "hangs" : "fails");
    const mended: number[] = [];
    await fabric.run(60_000, {
      30000: () => {
        fabric.answers = ({ target }) => (target === "1:0:0" ? "hangs" : "well");
      },
      34000: () => mended.push(on(fabric, "2:0:0").filter(({ state }) => state === "A").length),
    });
    expect(mended).toEqual([200]);
    // Eight at first, then one every 5 s while each is held for a minute.
    expect(fabric.most.hung).toBeLessThanOrEqual(8 + 12);
    expect(fabric.most.running).toBeLessThanOrEqual(16);
    expect(on(fabric, "1:0:0").filter(({ state }) => state === "A")).toEqual([]);
  }, 60_000);

  it("has two programs of a path in the kernel at most, however long it holds them", async () => {
    const fabric = new SimulatedFabric(1, TWO);
    for (const path of fabric.paths) path.state = "F";
    fabric.answers = () => "hangs";
    await fabric.run(300_000);
    expect(fabric.most.hung).toBeLessThanOrEqual(4);
  }, 60_000);

  it("has one LUN that answers nothing hold up none of its targets' others", async () => {
    const fabric = new SimulatedFabric(100, TWO);
    for (const path of fabric.paths) path.state = "F";
    fabric.answers = ({ wwid }) => (wwid === "36007" ? "hangs" : "well");
    const mended: number[] = [];
    await fabric.run(6_000, {
      3000: () => mended.push(fabric.paths.filter(({ state }) => state === "F").length),
    });
    expect(mended).toEqual([2]);
  }, 60_000);

  it("leaves half of the places to others when seven of eight targets answer nothing", async () => {
    const fabric = new SimulatedFabric(400, EIGHT);
    for (const path of fabric.paths) path.state = "F";
    fabric.answers = ({ target }) => (target === "2:0:3" ? "well" : "hangs");
    const mended: number[] = [];
    await fabric.run(20_000, {
      15000: () => mended.push(on(fabric, "2:0:3").filter(({ state }) => state === "F").length),
    });
    expect(mended).toEqual([0]);
    expect(fabric.most.running).toBeLessThanOrEqual(32);
    expect(fabric.most.hung).toBeLessThanOrEqual(7 * (8 + 4));
  }, 60_000);

  it("tests the other LUNs of a target all the same, one after the other, when some hang there for ever", async () => {
    const fabric = new SimulatedFabric(60, TWO);
    for (const path of fabric.paths) path.state = "F";
    const hangs = (wwid: string): boolean => Number(wwid.slice(4)) < 20;
    fabric.answers = ({ wwid }) => (hangs(wwid) ? "hangs" : "fails");
    fabric.held = 3_600_000;
    const mend = () => {
      fabric.answers = ({ wwid }) => (hangs(wwid) ? "hangs" : "well");
    };
    await fabric.run(400_000, { 200000: mend });
    expect(fabric.paths.filter(({ wwid, state }) => !hangs(wwid) && state === "F")).toEqual([]);
    // No path has more than two, in the first ten minutes.
    expect(fabric.most.hung).toBeLessThanOrEqual(2 * 2 * 20);
  }, 60_000);

  it("begins no more where the host has become another's", async () => {
    const fabric = new SimulatedFabric(200, TWO);
    for (const path of fabric.paths) path.state = "F";
    fabric.answers = () => "fails";
    await fabric.run(60_000, {
      10000: () => {
        fabric.tree.put("/etc/pathplug/owner", "PATHPLUG_OWNER=none\n");
        fabric.tree.put("/run/pathplug/recheck/dm-0", "");
        fabric.answers = () => "well";
      },
    });
    expect(fabric.now).toBeLessThan(11_000);
    expect(fabric.paths.filter(({ state }) => state === "A").length).toBeLessThanOrEqual(64);
  }, 60_000);

  it("tests again what hung, when the kernel has let it go", async () => {
    const fabric = new SimulatedFabric(2, TWO);
    for (const path of fabric.paths) path.state = "F";
    fabric.answers = () => "hangs";
    await fabric.run(90_000, { 20000: () => (fabric.answers = () => "well") });
    expect(fabric.paths.filter(({ state }) => state === "F")).toEqual([]);
  }, 60_000);
});

describe("the recheck, where a target says that its LUNs have changed,", () => {
  it("identifies them 8 at a time, and all of them before it ends", async () => {
    const fabric = new SimulatedFabric(300, TWO);
    fabric.tree.put("/run/pathplug/recheck/target-1:0:0:17", "");
    await fabric.run(60_000);
    expect(fabric.most.running).toBe(8);
    expect([...fabric.asked].toSorted()).toEqual(
      on(fabric, "1:0:0")
        .map(({ dev }) => dev)
        .toSorted(),
    );
  }, 60_000);
});

describe("the audit, of very many idle paths,", () => {
  it("tests 32 at a time at most, and all of them", async () => {
    const fabric = new SimulatedFabric(200, EIGHT);
    await fabric.audit();
    expect(fabric.most).toEqual({ running: 32, hung: 0 });
    expect(fabric.asked.size).toBe(400);
  }, 60_000);

  it("is over soon where a target answers nothing: it tests all others, and leaves what hangs to the next one", async () => {
    const fabric = new SimulatedFabric(200, EIGHT);
    fabric.answers = ({ target }) => (target === "1:0:0" ? "hangs" : "well");
    expect(await fabric.audit()).toBeLessThan(15_000);
    expect(fabric.most.running).toBeLessThanOrEqual(32);
    expect(fabric.most.hung).toBe(8);
    const others = fabric.paths.filter(({ target }) => target !== "1:0:0");
    expect(others.filter(({ dev }) => !fabric.asked.has(dev))).toEqual([]);
    expect(fabric.paths.filter(({ state }) => state === "F")).toHaveLength(8);
  }, 60_000);
});
