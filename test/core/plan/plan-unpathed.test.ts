import { describe, expect, it } from "vitest";
import { lunHex, sampleDecision, sampleMap, samplePaths } from "../sample-path.ts";
import { only, planOf } from "./plan-of.ts";

const wwid = `3${lunHex}`;

describe("a live map without a path", () => {
  const closed = sampleMap(["8:0"]);
  const open = sampleMap(["8:0"], { openCount: 1 });

  it("is removed when nobody has it open", () => {
    expect(only(planOf([], [closed]))).toMatchObject({ kind: "remove", name: wwid });
  });

  it("is kept, still queueing, when it is open", () => {
    const action = only(planOf([], [open]));
    expect(action).toMatchObject({
      kind: "reload",
      table: "0 2097152 multipath 3 queue_if_no_path pg_init_retries 50 0 0 0",
    });
    expect(only(planOf([], [sampleMap([], { openCount: 1 })])).kind).toBe("nothing");
  });

  it.each([
    ["unused", false, "remove"],
    ["always", false, "remove"],
    ["never", false, "reload"],
    ["unused", true, "reload"],
    ["always", true, "reload"],
    ["never", true, "reload"],
  ] as const)("with flush_on_last_del %s, open: %s, gets a %s", (flush, isOpen, kind) => {
    const remembered = new Map([[wwid, { flush_on_last_del: flush }]]);
    const action = only(planOf([], [isOpen ? open : closed], { decisions: [], remembered }));
    expect(action.kind).toBe(kind);
    if (kind === "reload") expect(action.table?.includes("queue_if_no_path")).toBe(flush !== "always");
  });

  it("and with `always` queues no more, also where its paths went before that was said", () => {
    const remembered = new Map([[wwid, { flush_on_last_del: "always" as const }]]);
    const bare = sampleMap([], { openCount: 1 });
    expect(only(planOf([], [bare], { decisions: [], remembered })).table).toBe(
      "0 2097152 multipath 2 pg_init_retries 50 0 0 0",
    );
  });

  it("goes when it is closed where deferred_remove says so, unless a path comes back", () => {
    const settings = { flush_on_last_del: "unused" as const, deferred_remove: true };
    const remembered = new Map([[wwid, settings]]);
    expect(only(planOf([], [open], { decisions: [], remembered }))).toMatchObject({
      kind: "reload",
      deferral: "set",
    });
    const decision = sampleDecision();
    const decided = { ...decision, settings: { ...decision.settings, ...settings } };
    const bare = sampleMap([], { openCount: 1 });
    // A run was killed before the kernel was told.
    expect(only(planOf([], [bare], { decisions: [], remembered }))).toMatchObject({
      kind: "reload",
      deferral: "set",
    });
    const told = sampleMap([], { openCount: 1, deferredRemove: true });
    expect(only(planOf([], [told], { decisions: [], remembered })).kind).toBe("nothing");
    expect(only(planOf(samplePaths(1), [bare], { decisions: [decided] }))).toMatchObject({
      kind: "reload",
      deferral: "cancel",
    });
  });

  it("gets its paths back at the size it has, because a resize would fail what it queues", () => {
    const paths = samplePaths(1, () => ({ sectors: 4_194_304, devt: "8:160" }));
    const action = only(planOf(paths, [open]));
    expect(action.kind).toBe("reload");
    expect(action.table).toMatch(/^0 2097152 /);
  });

  it("and without a table is removed when closed and loaded when its LUN is there", () => {
    const { table: _, status: __, ...empty } = closed;
    expect(only(planOf([], [empty])).kind).toBe("remove");
    expect(only(planOf(samplePaths(1), [empty]))).toMatchObject({
      kind: "reload",
      reason: "the map has no table",
    });
  });
});
