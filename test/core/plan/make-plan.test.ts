import { describe, expect, it } from "vitest";
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

const wwid = `3${lunHex}`;
const otherHex = lunHex.replace(/a$/, "b");
const other = `3${otherHex}`;

describe("a LUN without a map", () => {
  it("gets one, named by its WWID or its alias", () => {
    expect(only(planOf(samplePaths(2)))).toMatchObject({
      kind: "create",
      name: wwid,
      uuid: `mpath-${wwid}`,
      table:
        "0 2097152 multipath 3 pg_init_retries 50 queue_if_no_path 1 alua 1 1 service-time 0 2 1 8:0 1 8:16 1",
      profile: "netapp/ontap",
    });
    const plan = planOf(samplePaths(1), [], { decisions: [sampleDecision({ alias: "data" })] });
    expect(only(plan).name).toBe("data");
  });

  it("gets none without a decision", () => {
    expect(planOf(samplePaths(2), [], { decisions: [] }).actions).toEqual([]);
  });

  it("waits while udev has not processed all its paths, until patience is over", () => {
    const paths = samplePaths(2, (index) => ({ claimed: true, ...(index === 1 ? { dev: "sdz" } : {}) })).map(
      ({ claimed, ...path }) => (path.dev === "sdz" ? path : { ...path, claimed: claimed === true }),
    );
    const plan = planOf(paths);
    expect(plan.actions).toEqual([]);
    expect(plan.waiting).toEqual([{ wwid, reason: "paths-pending", devs: ["sdz"] }]);
    expect(only(planOf(paths, [], { patienceOver: [wwid] })).table).not.toContain("8:16");
    expect(only(planOf(paths, [], { requireClaim: false })).table).toContain("8:16");
  });

  it("never gets a path that the claim rule did not claim", () => {
    const plan = planOf(samplePaths(2, (index) => ({ claimed: index === 0 })));
    expect(only(plan).table).not.toContain("8:16");
    expect(plan.waiting).toEqual([{ wwid, reason: "not-claimed", devs: ["sdb"] }]);
  });

  it.each(["standby", "unavailable", "offline", "transitioning"] as const)(
    "waits while all its paths are %s, until it is exposed",
    (state) => {
      const paths = samplePaths(2, () => ({ access: { state, preferred: false, source: "rtpg" } }));
      const plan = planOf(paths);
      expect(plan.actions).toEqual([]);
      expect(plan.waiting).toEqual([{ wwid, reason: "passive-only", devs: ["sda", "sdb"] }]);
      expect(only(planOf(paths, [], { exposePassive: [wwid] })).kind).toBe("create");
    },
  );

  it.each(["offline", "transport-offline", "blocked"])(
    "is made without a path that is %s, and not of such paths alone",
    (state) => {
      const plan = planOf(samplePaths(2, (index) => (index === 1 ? { state } : {})));
      expect(only(plan).table).not.toContain("8:16");
      expect(plan.findings.map(({ code, subject }) => `${subject} ${code}`)).toEqual([
        "sdb path-not-addable",
      ]);
      expect(planOf(samplePaths(2, () => ({ state }))).actions).toEqual([]);
    },
  );

  it("is rejected when its table or name could not be made", () => {
    const settings = { ...sampleSettings, features: ["a b"] };
    expect(only(planOf(samplePaths(1), [], { decisions: [sampleDecision({ settings })] })).kind).toBe(
      "reject",
    );
    expect(only(planOf(samplePaths(1, () => ({ sectors: 0 })))).kind).toBe("reject");
    const taken = planOf(samplePaths(1), [], {
      decisions: [sampleDecision({ alias: "data" })],
      otherNames: ["data", wwid],
    });
    expect(only(taken)).toMatchObject({ kind: "reject" });
    expect(only(taken).table).toBeUndefined();
  });
});

describe("a LUN whose id cannot be the UUID of a map", () => {
  it("is rejected", () => {
    const long = "8".padEnd(130, "x");
    const identity = { ...sampleIdentity(lunHex), wwid: long, candidates: [long] };
    const plan = planOf(
      samplePaths(1, () => ({ identity })),
      [],
      { decisions: [sampleDecision({ wwid: long })] },
    );
    expect(only(plan).kind).toBe("reject");
    expect(plan.findings.map(({ code }) => code)).toContain("wwid-unfit");
  });
});

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

  it("is resized when all paths agree on a new size", () => {
    const paths = samplePaths(2, () => ({ sectors: 4_194_304 }));
    expect(only(planOf(paths, [live]))).toMatchObject({
      kind: "resize",
      reason: "its size changes from 2097152 to 4194304 sectors",
    });
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
    const failed = statusOf(table).groups.map((group, index) =>
      index === 0
        ? { ...group, paths: group.paths.map((path) => ({ ...path, state: "failed" as const })) }
        : group,
    );
    const down = { ...elsewhere, status: { ...statusOf(table), groups: failed } };
    expect(only(planOf(paths, [down])).kind).toBe("nothing");
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

describe("a path that became another LUN's", () => {
  it("leaves the one map before it joins the other", () => {
    const liveMaps = [
      sampleMap(["8:0", "8:16"]),
      sampleMap(["8:32"], { name: "b", uuid: `mpath-${other}`, dm: "dm-1" }),
    ];
    const paths = samplePaths(3, (index) => (index === 0 ? {} : { identity: sampleIdentity(otherHex) }));
    const plan = planOf(paths, liveMaps, {
      decisions: [sampleDecision({ wwid: other, alias: "b" }), sampleDecision()],
    });
    expect(kinds(plan)).toEqual([`reload ${wwid}`, "reload b"]);
    expect(plan.actions[0]?.table).not.toContain("8:16");
    expect(plan.actions[1]?.table).toContain("8:16");
  });

  it("does so also where its new map comes first by name", () => {
    const liveMaps = [
      sampleMap(["8:0"]),
      sampleMap(["8:16", "8:32"], { name: "b", uuid: `mpath-${other}`, dm: "dm-1" }),
    ];
    const paths = samplePaths(3, (index) => (index === 2 ? { identity: sampleIdentity(otherHex) } : {}));
    const plan = planOf(paths, liveMaps, {
      decisions: [sampleDecision({ wwid: other, alias: "b" }), sampleDecision()],
    });
    expect(kinds(plan)).toEqual(["reload b", `reload ${wwid}`]);
  });
});

describe("a LUN without a decision", () => {
  it("tells what it refuses only while a map stands for it", () => {
    const paths = samplePaths(3, (index) => (index === 2 ? { serial: "X" } : {}));
    expect(planOf(paths, [], { decisions: [] }).refused).toEqual([]);
    expect(planOf(paths, [sampleMap(["8:0", "8:16"])], { decisions: [] }).refused).toHaveLength(1);
  });
});
