import { describe, expect, it } from "vitest";
import { builtInSettings } from "../../../core/profile/defaults.ts";
import type { Settings } from "../../../core/profile/settings.ts";
import {
  addFailure,
  isMarginal,
  type MarginalPolicy,
  parseMarginalPolicy,
  renderMarginalPolicy,
} from "../../../core/recheck/marginal.ts";

const policy: MarginalPolicy = { threshold: 3, window: 60, recovery: 30, inGroups: false };

describe("a marginal path", () => {
  it.each<[string, readonly number[], number, readonly number[], boolean]>([
    ["has failed as often as its settings bear", [10, 20], 69, [10, 20, 69], true],
    ["has not, where the first failure is out of the window", [9, 20], 69, [20, 69], false],
    ["has not, with its first failure", [], 5, [5], false],
    ["has not, where the clock was another one", [1_000], 5, [5], false],
  ])("%s", (_, before, now, failures, expected) => {
    expect(addFailure(before, now, policy)).toEqual(failures);
    expect(isMarginal(failures, policy)).toBe(expected);
  });

  it("is none without a threshold", () => {
    expect(isMarginal([1, 2, 3, 4], parseMarginalPolicy(undefined))).toBe(false);
  });

  it.each<[string, Partial<Settings>, string | undefined]>([
    ["nothing", {}, undefined],
    ["how often", { san_path_err_threshold: 5 }, "5 3600 600 off"],
    ["the groups alone", { marginal_pathgroups: "on" }, "0 3600 600 on"],
    [
      "all of it",
      {
        san_path_err_threshold: 2,
        san_path_err_window: 60,
        san_path_err_recovery_time: 9,
        marginal_pathgroups: "on",
      },
      "2 60 9 on",
    ],
  ])("is what settings say that say %s", (_, settings, text) => {
    expect(renderMarginalPolicy({ ...builtInSettings, ...settings })).toBe(text);
    const { san_path_err_threshold: threshold, marginal_pathgroups } = settings;
    expect(parseMarginalPolicy(text)).toEqual({
      ...(threshold === undefined ? {} : { threshold }),
      window: settings.san_path_err_window ?? 3_600,
      recovery: settings.san_path_err_recovery_time ?? 600,
      inGroups: marginal_pathgroups === "on",
    });
  });

  it.each(["", "5", "5 60 30 maybe", "-1 60 30 on", "5 60 30 on more"])(
    "is none by a registry that says %j",
    (text) => {
      expect(parseMarginalPolicy(text)).toEqual(parseMarginalPolicy(undefined));
    },
  );
});
