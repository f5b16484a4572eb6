import { describe, expect, it } from "vitest";
import type { SizeWish } from "../../../core/plan/machine.ts";
import type { Settings } from "../../../core/profile/settings.ts";
import type { LiveMap } from "../../../core/topology/map.ts";
import type { PathFacts } from "../../../core/topology/path.ts";
import {
  lunHex,
  sampleDecision,
  sampleIdentity,
  sampleMap,
  samplePaths,
  sampleSettings,
  statusOf,
} from "../sample-path.ts";
import { kinds, only, planOf } from "./plan-of.ts";

const otherHex = lunHex.replace(/a$/, "b");

describe("a live map", () => {
  const live = sampleMap(["8:0", "8:16"]);

  it("that is as it should be needs nothing", () => {
    expect(only(planOf(samplePaths(2), [live]))).toMatchObject({
      kind: "nothing",
      reason: "the map is as it should be",
    });
  });

  it("is reloaded when a path joins or is gone, without any other change", () => {
    expect(only(planOf(samplePaths(3), [live]))).toMatchObject({ kind: "reload", reason: "1 path joined" });
    const gone = only(planOf(samplePaths(1), [live]));
    expect(gone).toMatchObject({ kind: "reload", reason: "1 path left" });
    expect(gone.table).not.toContain("8:16");
  });

  it("keeps a path that is offline, passive, unclaimed or pending, once it is in it", () => {
    const odd: readonly Partial<PathFacts>[] = [{ state: "offline" }, { claimed: false }];
    for (const change of odd) {
      const action = only(
        planOf(
          samplePaths(2, (index) => (index === 1 ? change : {})),
          [live],
        ),
      );
      expect(action.kind === "nothing" || action.table?.includes("8:16")).toBe(true);
    }
  });

  it("is updated although all its paths are passive", () => {
    const paths = samplePaths(3, () => ({ access: { state: "standby", preferred: false, source: "rtpg" } }));
    expect(only(planOf(paths, [live])).kind).toBe("reload");
  });

  it("is regrouped when the real states arrive", () => {
    const paths = samplePaths(2, (index) =>
      index === 0 ? { access: { state: "standby", preferred: false, source: "rtpg" } } : {},
    );
    expect(only(planOf(paths, [live]))).toMatchObject({ kind: "reload", reason: "its path groups change" });
  });

  it("keeps its groups while one is in transition, and still gets the path that joins", () => {
    const inTransition = (count: number) =>
      samplePaths(count, (index) =>
        index === 0 ? { access: { state: "transitioning", preferred: false, source: "rtpg" } } : {},
      );
    expect(only(planOf(inTransition(2), [live]))).toMatchObject({
      kind: "nothing",
      reason: "a target port group is in transition",
    });
    expect(only(planOf(inTransition(3), [live]))).toMatchObject({ kind: "reload", reason: "1 path joined" });
  });

  it("keeps the name that another program gave it, unless an alias asks for one", () => {
    const named = sampleMap(["8:0", "8:16"], { name: "mpatha", openCount: 1 });
    expect(only(planOf(samplePaths(2), [named]))).toMatchObject({ kind: "nothing", name: "mpatha" });
    const decisions = [sampleDecision({ alias: "data" })];
    expect(only(planOf(samplePaths(2), [named], { decisions }))).toMatchObject({
      kind: "rename",
      from: "mpatha",
      name: "data",
    });
  });

  it("is resized when all paths agree on a new size", () => {
    const paths = samplePaths(2, () => ({ sectors: 4_194_304 }));
    expect(only(planOf(paths, [live]))).toMatchObject({
      kind: "resize",
      reason: "its size changes from 2097152 to 4194304 sectors",
    });
  });

  it.each<[string, Partial<Settings>, number, string]>([
    ["grows", {}, 4_194_304, "resize"],
    ["does not grow where auto_resize is never", { auto_resize: "never" }, 4_194_304, "nothing"],
    ["does not shrink by itself", {}, 1_048_576, "nothing"],
    ["shrinks where auto_resize is grow_shrink", { auto_resize: "grow_shrink" }, 1_048_576, "resize"],
  ])("%s", (_, settings, sectors, kind) => {
    const decision = sampleDecision({ settings: { ...sampleSettings, ...settings } });
    const paths = samplePaths(2, () => ({ sectors }));
    expect(only(planOf(paths, [live], { decisions: [decision] })).kind).toBe(kind);
  });

  it.each([
    ["grows", "never", 4_194_304],
    ["shrinks", "grow_only", 1_048_576],
  ] as const)(
    "%s where somebody asks for that very size, whatever auto_resize says",
    (_, auto_resize, sectors) => {
      const decisions = [sampleDecision({ settings: { ...sampleSettings, auto_resize } })];
      const paths = samplePaths(2, () => ({ sectors }));
      const plan = (wish: SizeWish) =>
        planOf(paths, [live], { decisions, resizeWishes: new Map([[`3${lunHex}`, wish]]) });
      const mayShrink = sectors === 1_048_576;
      expect(only(plan({ sectors, mayShrink })).kind).toBe("resize");
      expect(only(plan({ sectors: sectors + 8, mayShrink })).kind).toBe("nothing");
    },
  );

  it("does not shrink to a size that somebody has asked for as a larger one", () => {
    const resizeWishes = new Map([[`3${lunHex}`, { sectors: 1_048_576, mayShrink: false }]]);
    expect(only(planOf(shrunk(2), [live], { resizeWishes })).kind).toBe("nothing");
  });

  const shrunk = (count: number) => samplePaths(count, () => ({ sectors: 1_048_576 }));
  const withPathsFailed = (map: LiveMap): LiveMap => {
    const status = statusOf(map.table as NonNullable<LiveMap["table"]>);
    const groups = status.groups.map((group) => ({
      ...group,
      paths: group.paths.map((path) => ({ ...path, state: "failed" as const })),
    }));
    return { ...map, status: { ...status, groups } };
  };

  it("says that it keeps its size where its LUN has shrunk, also when a disk goes", () => {
    for (const count of [2, 1]) {
      const plan = planOf(shrunk(count), [live]);
      expect(plan.findings.map(({ code }) => code)).toEqual(["size-kept"]);
      expect(only(plan).kind).toBe("nothing");
    }
  });

  it("follows where a path must leave it because it is another LUN's, but not while that may be", () => {
    const { devt = "" } = samplePaths(2)[1] ?? {};
    const strayed = shrunk(2).map((path) =>
      path.devt === devt ? { ...path, identity: sampleIdentity(otherHex) } : path,
    );
    expect(kinds(planOf(strayed, [live]))).toContainEqual(expect.stringContaining("resize"));
    const paths = shrunk(2).map((path) => (path.devt === devt ? { ...path, suspect: "it said so" } : path));
    expect(only(planOf(paths, [live])).kind).toBe("nothing");
  });

  it("does not follow one that tells no size, where another must leave it", () => {
    const { devt = "" } = samplePaths(2)[1] ?? {};
    const paths = samplePaths(2, () => ({ sectors: 0 })).map((path) =>
      path.devt === devt ? { ...path, sectors: 2_097_152, identity: sampleIdentity(otherHex) } : path,
    );
    const action = planOf(paths, [live], { decisions: [] }).actions.find(({ wwid }) => wwid === `3${lunHex}`);
    expect(action?.strayed).toEqual([devt]);
    expect(action?.kind).toBe("reload");
    expect(action?.table).toMatch(/^0 2097152 /);
  });

  it("follows where none of its paths is left: it has to have one", () => {
    const others = samplePaths(1, () => ({ sectors: 1_048_576, devt: "8:160" }));
    expect(only(planOf(others, [live])).kind).toBe("resize");
  });

  it("shrinks by itself only while a path works: what it queues would fail; where it is asked for all the same", () => {
    const settings = { ...sampleSettings, auto_resize: "grow_shrink" as const };
    const decisions = [sampleDecision({ settings })];
    expect(only(planOf(shrunk(2), [withPathsFailed(live)], { decisions })).kind).toBe("nothing");
    const resizeWishes = new Map([[`3${lunHex}`, { sectors: 1_048_576, mayShrink: true }]]);
    expect(only(planOf(shrunk(2), [withPathsFailed(live)], { resizeWishes })).kind).toBe("resize");
  });

  it("is not resized while none of its paths works, because that would fail what it queues", () => {
    const paths = samplePaths(2, () => ({ sectors: 4_194_304 }));
    const down = withPathsFailed(live);
    expect(only(planOf(paths, [down])).kind).toBe("nothing");
    const joining = samplePaths(3, () => ({ sectors: 4_194_304 }));
    const action = only(planOf(joining, [down]));
    expect(action.kind).toBe("reload");
    expect(action.table).toMatch(/^0 2097152 /);
  });

  it("is not resized while its paths show different sizes, even if none shows the old one", () => {
    const sizes = [4_194_304, 8_388_608];
    expect(
      only(
        planOf(
          samplePaths(2, (index) => ({ sectors: sizes[index] ?? 0 })),
          [live],
        ),
      ).kind,
    ).toBe("nothing");
    const joining = samplePaths(3, (index) => ({ sectors: [4_194_304, 4_194_304, 8_388_608][index] ?? 0 }));
    expect(only(planOf(joining, [live])).kind).toBe("nothing");
  });

  it("keeps running without a sibling that disagrees", () => {
    const plan = planOf(
      samplePaths(3, (index) => (index === 2 ? { serial: "X" } : {})),
      [live],
    );
    expect(only(plan).kind).toBe("nothing");
    expect(plan.refused.map(({ subject, code }) => `${subject} ${code}`)).toEqual([
      "sdc path-serial-differs",
    ]);
  });

  it("is switched to its best group with failback immediate, and left where it is otherwise", () => {
    const paths = samplePaths(2, (index) =>
      index === 1 ? { access: { state: "active/non-optimized", preferred: false, source: "rtpg" } } : {},
    );
    const groups = ["8:0", "8:16"].map((devt) => ({
      selector: "service-time 0",
      paths: [{ devt, args: ["1", "1"] }],
    }));
    const table = { ...(live.table as NonNullable<LiveMap["table"]>), groups, initialGroup: 2 };
    const elsewhere = { ...live, table, status: statusOf(table) };
    expect(only(planOf(paths, [elsewhere]))).toMatchObject({ kind: "switch-group", group: 1 });
    const settings = { ...sampleSettings, failback: "manual" } as const;
    expect(only(planOf(paths, [elsewhere], { decisions: [sampleDecision({ settings })] })).kind).toBe(
      "nothing",
    );
    // What the kernel has disabled it would never use again.
    const disabled = {
      ...elsewhere,
      status: {
        ...elsewhere.status,
        groups: elsewhere.status.groups.map((group, at) =>
          at === 0 ? { ...group, state: "disabled" as const } : group,
        ),
      },
    };
    expect(only(planOf(paths, [disabled]))).toMatchObject({ kind: "switch-group", group: 1 });
    const standby = paths.map((path) => ({
      ...path,
      access: { ...path.access, state: "standby" },
    })) as typeof paths;
    expect(only(planOf(standby, [disabled])).kind).not.toBe("switch-group");
    // A third path brings a new table: that goes on with the group in use.
    const third = samplePaths(3, (index) => paths[index] ?? {});
    const reload = (decisions?: ReturnType<typeof sampleDecision>[]) =>
      only(planOf(third, [elsewhere], decisions === undefined ? {} : { decisions })).table;
    expect(reload()).toMatch(/ 2 1 service-time 0 2 1 8:0 1 8:32 1 service-time 0 1 1 8:16 1$/);
    expect(reload([sampleDecision({ settings })])).toMatch(
      / 2 2 service-time 0 2 1 8:0 1 8:32 1 service-time 0 1 1 8:16 1$/,
    );
    const passive = samplePaths(3, (index) =>
      index === 1 ? { access: { state: "standby", preferred: false, source: "rtpg" } } : {},
    );
    expect(only(planOf(passive, [elsewhere], { decisions: [sampleDecision({ settings })] })).table).toMatch(
      / 2 1 service-time/,
    );
    const failed = statusOf(table).groups.map((group, index) =>
      index === 0
        ? { ...group, paths: group.paths.map((path) => ({ ...path, state: "failed" as const })) }
        : group,
    );
    const down = { ...elsewhere, status: { ...statusOf(table), groups: failed } };
    expect(only(planOf(paths, [down])).kind).toBe("nothing");
  });

  it("fails what comes where the time of no_path_retry is over, until a path works", () => {
    const table = live.table as NonNullable<LiveMap["table"]>;
    const ended = { ...table, features: table.features.filter((word) => word !== "queue_if_no_path") };
    const planFor = (failed: readonly string[], no_path_retry: number | "queue") => {
      const status = statusOf(ended);
      const groups = status.groups.map((group) => ({
        ...group,
        paths: group.paths.map((path) =>
          failed.includes(path.devt) ? { ...path, state: "failed" as const } : path,
        ),
      }));
      const settings = { ...sampleSettings, no_path_retry };
      const map = { ...live, table: ended, status: { ...status, groups } };
      return only(planOf(samplePaths(2), [map], { decisions: [sampleDecision({ settings })] }));
    };
    expect(planFor(["8:0", "8:16"], 3).kind).toBe("nothing");
    expect(planFor(["8:0"], 3)).toMatchObject({ kind: "reload", reason: "its features change" });
    expect(planFor(["8:0"], 3).table).toContain("queue_if_no_path");
    expect(planFor(["8:0", "8:16"], "queue").kind).toBe("reload");
    // A path that is new in the map works, for all that is known.
    expect(planFor(["8:0"], 3).table).toContain("queue_if_no_path");
  });

  it("keeps its queue mode, which no reload can change", () => {
    const settings = { ...sampleSettings, features: ["pg_init_retries", "50", "queue_mode", "bio"] };
    const plan = planOf(samplePaths(2), [live], { decisions: [sampleDecision({ settings })] });
    expect(only(plan).kind).toBe("nothing");
    expect(plan.findings.map(({ code }) => code)).toEqual(["queue-mode-kept"]);
  });

  it("without a decision is left as it is, but for paths that are gone or another LUN's", () => {
    const none = { decisions: [] };
    expect(only(planOf(samplePaths(3), [live], none)).kind).toBe("nothing");
    expect(only(planOf(samplePaths(1), [live], none)).kind).toBe("reload");
    const strayed = samplePaths(2, (index) => (index === 1 ? { identity: sampleIdentity(otherHex) } : {}));
    const action = only(planOf(strayed, [live], none));
    expect(action).toMatchObject({ kind: "reload" });
    expect(action.table).not.toContain("8:16");
  });
});
