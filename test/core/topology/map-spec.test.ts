import { describe, expect, it } from "vitest";
import type { Lun } from "../../../core/topology/map.ts";
import { type LunDecision, specifyMap, tableOf } from "../../../core/topology/map-spec.ts";
import type { PathFacts } from "../../../core/topology/path.ts";
import { renderTable } from "../../../core/topology/table-line.ts";
import { lunHex, sampleDecision, samplePaths, sampleSettings } from "../sample-path.ts";

function lunOf(paths: readonly PathFacts[]): Lun {
  return { wwid: `3${lunHex}`, wwidReason: "", paths, refused: [], refusedPaths: [] };
}

function tableFor(
  paths: readonly PathFacts[],
  decision: LunDecision = sampleDecision(),
  selectors?: readonly string[],
) {
  const capabilities = selectors === undefined ? {} : { selectors };
  return renderTable(tableOf(specifyMap(lunOf(paths), decision, capabilities).spec));
}

describe("the table of a LUN", () => {
  it("has the optimized group first, a handler that is attached, and queueing", () => {
    const paths = samplePaths(4, (index) =>
      index % 2 === 0
        ? { access: { state: "active/non-optimized", preferred: false, source: "rtpg" } }
        : { access: { state: "active/optimized", preferred: false, source: "rtpg" } },
    );
    expect(tableFor(paths)).toBe(
      "0 2097152 multipath 3 pg_init_retries 50 queue_if_no_path 1 alua 2 1 " +
        "service-time 0 2 1 8:16 1 8:48 1 service-time 0 2 1 8:0 1 8:32 1",
    );
  });

  it("names the attached handler whatever the settings say, and keeps arguments of the configured one", () => {
    const settings = {
      ...sampleSettings,
      features: [],
      no_path_retry: "fail",
      hardware_handler: ["rdac"],
    } as const;
    expect(tableFor(samplePaths(1), sampleDecision({ settings }))).toContain("multipath 0 1 alua ");
    const withArgument = { ...settings, hardware_handler: ["alua", "1"] };
    expect(tableFor(samplePaths(1), sampleDecision({ settings: withArgument }))).toContain(
      "multipath 0 2 alua 1 ",
    );
  });

  it("has marginal paths in the last group where the settings say so, and where they are elsewhere", () => {
    const paths = samplePaths(4, (index) => ({
      access: { state: "active/optimized", preferred: false, source: "rtpg" },
      ...(index === 0 ? { marginal: true } : {}),
    }));
    const groups = (marginal_pathgroups: "on" | "off") => {
      const decision = sampleDecision({ settings: { ...sampleSettings, marginal_pathgroups } });
      return specifyMap(lunOf(paths), decision, {}).spec.groups.map((group) =>
        group.paths.map(({ devt }) => devt),
      );
    };
    expect(groups("on")).toEqual([["8:16", "8:32", "8:48"], ["8:0"]]);
    expect(groups("off")).toEqual([["8:0", "8:16", "8:32", "8:48"]]);
  });

  it("has the smallest size of its paths", () => {
    expect(tableFor(samplePaths(2, (index) => ({ sectors: 4096 - index })))).toMatch(/^0 4095 /);
  });
});

describe("a selector that the kernel lacks", () => {
  it("is replaced by the next best and told", () => {
    const settings = { ...sampleSettings, path_selector: "historical-service-time 0" };
    const { spec, findings } = specifyMap(lunOf(samplePaths(1)), sampleDecision({ settings }), {
      selectors: ["round-robin", "queue-length"],
    });
    expect(spec.selector).toBe("queue-length 0");
    expect(findings.map(({ code }) => code)).toEqual(["selector-missing"]);
  });

  it("is asked for all the same when nobody knows what the kernel has", () => {
    expect(tableFor(samplePaths(1))).toContain("service-time 0");
  });
});

it("words that cannot stand in a table are errors", () => {
  const settings = { ...sampleSettings, features: ["queue_if_no_path;reboot"] };
  const { findings } = specifyMap(
    lunOf(samplePaths(1, () => ({ handler: "al ua" }))),
    sampleDecision({ settings }),
    {},
  );
  expect(findings.map(({ code, severity }) => `${code} ${severity}`)).toEqual([
    "word-unfit error",
    "word-unfit error",
  ]);
});
