import { describe, expect, it } from "vitest";
import { explainPath } from "../../../core/plan/explanation.ts";
import { noMarkers } from "../../../core/plan/markers.ts";
import { planMachine } from "../../../core/plan/plan-machine.ts";
import { explainJson } from "../../../core/render/explain-json.ts";
import { renderExplanation } from "../../../core/render/explain-text.ts";
import { plainStyle } from "../../../core/render/topology-text.ts";
import { readMachine } from "../../../host/machine.ts";
import { memorySystem } from "../../machines/machine.ts";
import { parkedLun } from "../../machines/situations.ts";
import { shippedProfiles } from "../../worker/simulated/simulated-run.ts";

/** What is told of sda, of whose LUN the site says this. */
async function told(files: Readonly<Record<string, string>>) {
  const system = memorySystem({ ...parkedLun, files: { ...parkedLun.files, ...files } });
  const [machine, profiles] = [await readMachine(system), await shippedProfiles];
  const explanation = explainPath(machine, profiles, planMachine(machine, profiles), noMarkers, "sda");
  if (explanation === undefined) throw new Error("sda is not there");
  return {
    text: renderExplanation(explanation, { style: plainStyle, sg3Rules: false }),
    distrust: explainJson(explanation, false).detail.distrust,
  };
}

describe("a path that is not trusted", () => {
  it("is told of as marginal, with what ends that", async () => {
    const { text, distrust } = await told({ "/run/pathplug/marginal/1": "by-hand\n" });
    expect(distrust).toBe("marginal");
    expect(text).toContain(
      "marginal: it has failed too often, or somebody has marked it; it is used only while no other path works\n",
    );
    expect(text).toContain("`pathplug path unmark sda` has it trusted again\n");
  });

  it("is told of as one that may be another LUN, first of all", async () => {
    const files = {
      "/run/pathplug/suspect/1": "INQUIRY_DATA_HAS_CHANGED\n",
      "/run/pathplug/marginal/1": "by-hand\n",
    };
    const { text, distrust } = await told(files);
    expect(distrust).toBe("suspect");
    expect(text).toContain("suspect: it has told INQUIRY_DATA_HAS_CHANGED, and is used no more until");
  });

  it("is the exception", async () => {
    const { text, distrust } = await told({});
    expect(distrust).toBeUndefined();
    expect(text).not.toMatch(/marginal:|suspect:/);
  });
});
