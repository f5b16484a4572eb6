import { describe, expect, it } from "vitest";
import {
  lunHex,
  sampleDecision,
  sampleIdentity,
  sampleMap,
  samplePaths,
  sampleSettings,
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
