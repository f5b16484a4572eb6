import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { registryKeys } from "../../../core/identify/registry-key.ts";
import { explainPath } from "../../../core/plan/explanation.ts";
import type { Machine } from "../../../core/plan/machine.ts";
import { noMarkers } from "../../../core/plan/markers.ts";
import { type MachinePlan, planMachine } from "../../../core/plan/plan-machine.ts";
import type { CompiledProfiles } from "../../../core/profile/compiled.ts";
import { renderConcise } from "../../../core/render/dm-concise.ts";
import { explainJson } from "../../../core/render/explain-json.ts";
import { renderExplanation } from "../../../core/render/explain-text.ts";
import { renderInspection } from "../../../core/render/inspect-text.ts";
import { renderJson } from "../../../core/render/json-text.ts";
import { planJson } from "../../../core/render/plan-json.ts";
import { renderPlan } from "../../../core/render/plan-text.ts";
import { renderRegistryEntry } from "../../../core/render/registry.ts";
import { plainStyle } from "../../../core/render/topology-text.ts";
import { readMachine } from "../../../host/machine.ts";
import { newEntry } from "../../../host/registry/registry.ts";
import { memorySystem } from "../../machines/machine.ts";
import { compileShipped } from "../../vendor-profiles/shipped.ts";
import { designator, vpd } from "../decode/valid-pages.ts";

let profiles: CompiledProfiles;
beforeAll(async () => {
  profiles = (await compileShipped()).compiled;
});

const pieces = [
  "\u001b[2J",
  "\u009b31m",
  "\u0007",
  "\n",
  "\r",
  "\0",
  "\t",
  '"',
  "'",
  "`",
  "$(x)",
  "%k",
  "|",
  ";",
  ",",
  "/",
  "..",
  "\\",
  "\\x2f",
  "*",
  "[",
  ":",
  " ",
  "\u202e",
  "é",
  "LUN",
];
/** Text of a device, in bytes: what makes trouble somewhere, and anything. */
const hostile = (bytes: number) =>
  fc
    .array(
      fc.oneof(
        fc.constantFrom(...pieces).map((text) => [...new TextEncoder().encode(text)]),
        fc.array(fc.nat(255), { maxLength: 3 }),
      ),
      { maxLength: 8 },
    )
    .map((runs) => Uint8Array.from(runs.flat().slice(0, bytes)));

/** Two paths of a LUN of a known array whose product, serial number and only id are hostile. */
async function machineOf(product: Uint8Array, serial: Uint8Array, id: Uint8Array): Promise<Machine> {
  const system = memorySystem({
    disks: [0, 1].map((index) => ({
      dev: `sd${"ab"[index]}`,
      devt: `8:${index * 16}`,
      hctl: `${index}:0:0:0`,
      vendor: "NETAPP",
      product: `LUN ${new TextDecoder("latin1").decode(product)}`,
      revision: "9000",
      naa: "600a098000000000000000000000000a",
    })),
    files: {
      "/etc/pathplug/owner": 'PATHPLUG_OWNER="pathplug"\nPATHPLUG_MODE="known"\n',
      "/run/pathplug/armed": "",
    },
  });
  const machine = await readMachine(system);
  const pages = { "80": vpd(0x80, serial), "83": vpd(0x83, designator(2, 0, 1, "NETAPP  ", id)) };
  return {
    ...machine,
    paths: machine.paths.map((path) => ({ ...path, pages: { ...path.pages, ...pages } })),
  };
}

/** What a terminal would obey or hide: controls but line ends, format characters, lone surrogates. */
const WILD = /(?!\n)\p{Cc}|\p{Cf}|\p{Cs}|\p{Zl}|\p{Zp}/u;
const ENTRY = /^([A-Z_]+="([ -[\]-~]|\\x[0-9a-f]{2})*"\n)*$/;
const TABLE = /^0 \d+ multipath [0-9a-z_: -]+$/;

/** Whatever the strings are, `holds` does. */
async function always(holds: (machine: Machine, planned: MachinePlan) => void): Promise<void> {
  await fc.assert(
    fc.asyncProperty(hostile(12), hostile(60), hostile(40), async (product, serial, id) => {
      const machine = await machineOf(product, serial, id);
      holds(machine, planMachine(machine, profiles));
    }),
    { numRuns: 300 },
  );
}

describe("a known array with hostile strings and ids", () => {
  it("gets plain names and whole tables, if any", async () => {
    let created = 0;
    await always((_, { plan }) => {
      for (const { kind, name, uuid, table = "" } of plan.actions) {
        expect(name).toMatch(/^[0-9A-Za-z#+\-.:=@_\\]{1,127}$/);
        expect(name).not.toMatch(/^\.{0,2}$/);
        if (kind !== "create") continue;
        created += 1;
        expect(table).toMatch(TABLE);
        expect(uuid).toMatch(/^mpath-[0-9A-Za-z#+\-.:=@_\\]{1,122}$/);
        const fields = renderConcise([{ name, uuid, readOnly: false, table }]).replace(/\\./g, "");
        expect([fields.split(",").length, fields.split(";").length]).toEqual([5, 1]);
      }
    });
    expect(created).toBeGreaterThan(5);
  });

  it("is remembered under plain file names, a value in a line", async () => {
    await always((_, { judgement }) => {
      for (const { identity, serial = "" } of judgement.luns.flatMap(({ lun }) => lun.paths)) {
        for (const key of registryKeys(identity)) {
          expect(key).not.toMatch(/^\.|\/|(?![\u0080-\u009f])\p{Cc}|^$/u);
        }
        const entry = { ...newEntry(identity.wwid ?? "x"), serial, ids: identity.candidates };
        expect(renderRegistryEntry(entry)).toMatch(ENTRY);
      }
    });
  });

  it("prints nothing that a terminal would obey", async () => {
    await always((machine, planned) => {
      const explained = explainPath(machine, profiles, planned, noMarkers, "sda");
      if (explained === undefined) throw new Error("sda is not there");
      const texts = [
        renderPlan(planned.plan, { style: plainStyle, verbose: true }),
        renderExplanation(explained, { style: plainStyle, sg3Rules: false }),
        ...(["80", "83"] as const).map((page) =>
          renderInspection(page, machine.paths[0]?.pages[page] ?? new Uint8Array()),
        ),
        renderJson(planJson(planned.plan)),
        renderJson(explainJson(explained, true)),
      ];
      for (const text of texts) expect(text).not.toMatch(WILD);
    });
  });
});
