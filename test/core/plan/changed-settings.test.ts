import { expect, it } from "vitest";
import { changedSettings } from "../../../core/plan/changed-settings.ts";
import { settingsDigest } from "../../../core/plan/digest.ts";
import type { Judgement } from "../../../core/plan/judge.ts";
import { lunHex, sampleDecision, sampleMap, sampleSettings } from "../sample-path.ts";

it("a map whose settings are not those that it was assembled with is found, though its table is the same", () => {
  const wwid = `3${lunHex}`;
  const judged = (settings: string | undefined) =>
    ({
      luns: [{ lun: { wwid, paths: [] }, decision: sampleDecision(), entry: { wwid, settings } }],
    }) as unknown as Judgement;
  const maps = [sampleMap(["8:0"], { name: "data" })];
  const now = settingsDigest(sampleSettings);
  const before = settingsDigest({ ...sampleSettings, no_path_retry: 12 });
  expect(before).not.toBe(now);
  expect(changedSettings(judged(before), maps)).toEqual(["data"]);
  expect(changedSettings(judged(now), maps)).toEqual([]);
  expect(changedSettings(judged(undefined), maps)).toEqual([]);
  expect(changedSettings(judged(before), [])).toEqual([]);
});
