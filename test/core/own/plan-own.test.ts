import { describe, expect, it } from "vitest";
import { type OwnPlan, type OwnRequest, planOwn } from "../../../core/own/plan-own.ts";
import type { SeenLun } from "../../../core/own/seen.ts";

const own = { key: 0xa1n, persist: false };

/** Two paths of this host and two of another one have the same key, and the other one holds the reservation. */
const shared: SeenLun = {
  paths: ["sda", "sdb"].map((dev) => ({ dev, state: "up" })),
  keys: [0xa1n, 0xa1n, 0xa1n, 0xa1n],
  generation: 4,
  reservation: { key: 0xa1n, type: "write-exclusive-registrants-only" },
  isHeldElsewhere: true,
};

function told(plan: OwnPlan): string {
  if (plan.kind === "refused") return plan.because.code;
  return plan.kind === "done"
    ? "done"
    : plan.steps.map(({ on, command }) => `${on} ${command.kind}`).join(" ");
}

describe("what another host holds with the same key", () => {
  it.each<[string, OwnRequest, number, string]>([
    ["is not released", { verb: "release" }, 0, "own-reserved"],
    [
      "is not reserved again",
      { verb: "reserve", type: "write-exclusive-registrants-only" },
      0,
      "own-reserved",
    ],
    ["stays when this host unregisters", { verb: "unregister" }, 0, "each register-ignore"],
    [
      "is not preempted when this host changes its key",
      { verb: "register", own: { key: 0xa2n, persist: false }, force: true },
      3,
      "own-unfinished",
    ],
  ])("%s", (_, request, round, wanted) => {
    expect(told(planOwn("3600a", request, shared, own, round, 0x77n))).toBe(wanted);
  });
});

describe("what a path that is away holds", () => {
  const held: SeenLun = { ...shared, isHeldElsewhere: false };
  const one: SeenLun = { ...held, paths: [...held.paths, { dev: "sdc", state: "silent" }] };
  it.each<[string, SeenLun, OwnRequest, string]>([
    [
      "is released past it",
      held,
      { verb: "release" },
      "some register any preempt same release some register",
    ],
    [
      "is not while a path does not answer that the kernel may use: it would lose its key",
      one,
      { verb: "release" },
      "own-unfinished",
    ],
    ["nor before keys are given up", one, { verb: "unregister" }, "own-unfinished"],
  ])("%s", (_, seen, request, wanted) => {
    expect(told(planOwn("3600a", request, seen, own, 1, 0x77n))).toBe(wanted);
  });
});

describe("what nobody can tell", () => {
  const reserved: SeenLun = { ...shared, reservation: { key: 0xa1n }, isHeldElsewhere: false };
  const silent: SeenLun = { paths: [{ dev: "sda", state: "silent" }], keys: [], generation: 0 };
  it.each<[string, SeenLun, OwnRequest, number, string]>([
    ["a reservation of an unknown type", reserved, { verb: "release" }, 0, "own-unfinished"],
    ["the same, before keys are given up", reserved, { verb: "unregister" }, 0, "own-unfinished"],
    ["a LUN that does not answer", silent, { verb: "release" }, 0, "own-no-path"],
    ["one that answers no more", silent, { verb: "release" }, 1, "own-unfinished"],
    ["one that answers no more to a key", silent, { verb: "unregister" }, 4, "own-unfinished"],
  ])("is not done: %s", (_, seen, request, round, wanted) => {
    expect(told(planOwn("3600a", request, seen, own, round, 0x77n))).toBe(wanted);
  });
});
