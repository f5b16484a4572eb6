import { readFileSync } from "node:fs";
import { join } from "node:path";
import Ajv from "ajv";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { claimReasons } from "../../../core/claim/reason.ts";
import { makePlan } from "../../../core/plan/make-plan.ts";
import { inspectLine, inspectPage } from "../../../core/render/inspect.ts";
import { planJson } from "../../../core/render/plan-json.ts";
import { topologyJson } from "../../../core/render/topology-json.ts";
import { joinTopology } from "../../../core/topology/live-topology.ts";
import { groupLuns } from "../../../core/topology/luns.ts";
import { mutate, mutations } from "../decode/mutation.ts";
import * as valid from "../decode/valid-pages.ts";
import { anyMachine } from "../generators.ts";

const schemas = join(import.meta.dirname, "../../../docs/schemas");

function readSchema(name: string): object {
  return JSON.parse(readFileSync(join(schemas, `${name}.schema.json`), "utf8")) as object;
}

/** Problems of a value under a schema, after the way through JSON text. */
function problems(name: string): (value: unknown) => readonly string[] {
  const validate = new Ajv({ strict: true, allErrors: true, allowUnionTypes: true }).compile(
    readSchema(name),
  );
  return (value) => {
    validate(JSON.parse(JSON.stringify(value)));
    return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
  };
}

describe("what programs read", () => {
  it("is a plan and a topology as their schemas say, of any machine", () => {
    const planProblems = problems("plan");
    const topologyProblems = problems("topology");
    fc.assert(
      fc.property(anyMachine, ({ kernel, decisions, requireClaim }) => {
        const { luns } = groupLuns(kernel.disks, {
          liveMaps: kernel.maps,
          registry: [],
          wwidsFile: [],
          allowsLocalId: () => false,
        });
        const plan = makePlan({
          luns,
          decisions,
          liveMaps: kernel.maps,
          otherNames: kernel.otherNames,
          presentDevts: kernel.disks.map(({ devt }) => devt),
          capabilities: {},
          requireClaim,
          exposePassive: [],
          patienceOver: [],
        });
        expect(planProblems(planJson(plan))).toEqual([]);
        const topology = joinTopology({
          liveMaps: kernel.maps,
          paths: kernel.disks,
          profileOf: () => "unknown",
          prioOf: () => 1,
        });
        expect(topologyProblems(topologyJson(topology))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    "00830024010300106000",
    "inquiry: 00",
    "rtpg: 00000000",
    "sense: 70",
    "zz",
    "foo: 00",
    "008300140103001060003ac0000000000000000000000001",
  ])("is one inspected line as its schema says: %s", (line) => {
    expect(problems("inspect")(inspectLine(line, 1))).toEqual([]);
  });

  it.each(valid.wholePages)("is every field of a page as its schema says: %s", (page, bytes) => {
    expect(problems("inspect")(inspectPage(page, bytes))).toEqual([]);
  });

  it("is any damaged page as its schema says", () => {
    const pageProblems = problems("inspect");
    fc.assert(
      fc.property(fc.constantFrom(...valid.wholePages), mutations, ([page, bytes], mutation) => {
        expect(pageProblems(inspectPage(page, mutate(bytes, mutation)))).toEqual([]);
      }),
      { numRuns: 3_000 },
    );
  });

  it("is no page with a field that its schema does not name", () => {
    const page = inspectPage("80", valid.page80);
    expect(problems("inspect")({ ...page, other: 1 })).not.toEqual([]);
    expect(problems("inspect")({ ...page, serial: 1 })).not.toEqual([]);
    expect(problems("inspect")({ ...page, page: "83" })).not.toEqual([]);
  });

  it("is an explanation whose reasons are the closed list", () => {
    const schema = readSchema("explain") as {
      properties: { claim: { properties: { reason: { enum: readonly string[] } } } };
    };
    expect([...schema.properties.claim.properties.reason.enum].sort()).toEqual([...claimReasons].sort());
  });

  it("is refused by the schemas when a field is missing, misspelt or of another type", () => {
    const good = { schema: "pathplug.plan/1", actions: [], refused: [] };
    expect(problems("plan")(good)).toEqual([]);
    for (const bad of [
      { ...good, refused: undefined },
      { ...good, extra: 1 },
      { ...good, actions: {} },
    ]) {
      expect(problems("plan")(bad)).not.toEqual([]);
    }
  });
});
