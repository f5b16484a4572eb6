import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import { MACHINES } from "../machines/index.ts";
import { runInProcess } from "./in-process.ts";
import { recording, root } from "./run.ts";

const ajv = new Ajv({ strict: true, allErrors: true });
const validatorOf = (name: string) =>
  ajv.compile(JSON.parse(readFileSync(`${root}docs/schemas/${name}.schema.json`, "utf8")));
const validators = {
  topology: validatorOf("topology"),
  plan: validatorOf("plan"),
  explain: validatorOf("explain"),
  inspect: validatorOf("inspect"),
  sense: validatorOf("sense"),
};

const lines = [
  ["sense", "failed-path", "explain sense 70000500000000110000000025000000000000000000000000"] as const,
  ["sense", "failed-path", "explain sense f20b47000000000802060000c00003000302"] as const,
  ...readsOf(),
];

function readsOf() {
  return Object.entries(MACHINES).flatMap(([name, { disks }]) => [
    ["topology", name, "topology"] as const,
    ["plan", name, "plan"] as const,
    ["plan", name, "diff"] as const,
    ["explain", name, "explain vda"] as const,
    ...disks
      .slice(0, 5)
      .flatMap(({ dev }) => [
        ["explain", name, `explain ${dev}`] as const,
        ["inspect", name, `inspect ${dev}`] as const,
      ]),
  ]);
}

describe("what programs read", () => {
  it.each(lines)("fits the schema %s on the machine %s: `pathplug %s --json`", async (schema, name, line) => {
    const argv = [...line.split(" "), "--json", "--replay", recording(name)];
    const { stdout } = await runInProcess(argv);
    const validate = validators[schema];
    for (const row of stdout.trim().split("\n")) {
      validate(JSON.parse(row));
      expect(validate.errors ?? []).toEqual([]);
    }
  });
});
