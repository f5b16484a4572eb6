import { describe, expect, it } from "vitest";
import { lunHex, sampleMap, samplePaths } from "../sample-path.ts";
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
