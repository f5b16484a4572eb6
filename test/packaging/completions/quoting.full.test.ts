import { spawnSync } from "node:child_process";
import { expect, it } from "vitest";
import { describeProgram } from "../../../packaging/command-line/commands.ts";
import { quoteForFish, quoteForSh } from "../../../packaging/completions/shell-quote.ts";
import { ARGUMENTS, FLAG_VALUES } from "../../../packaging/completions/value-kinds.ts";
import { commands } from "../rendered.ts";

const HOSTILE = [`it's`, `"$(id)"`, "`id`", "a\\", "\\'; id #", "!x *?[a]", "~ {a,b}"];
const shells = [
  ["bash", quoteForSh],
  ["zsh", quoteForSh],
  ["fish", quoteForFish],
] as const;

it.each(shells)("%s reads a quoted word as it is", (shell, quote) => {
  const script = `printf '%s\\n' ${HOSTILE.map(quote).join(" ")}`;
  const { stdout, stderr } = spawnSync(shell, ["-c", script], { encoding: "utf8" });
  expect({ stdout, stderr }).toEqual({ stdout: `${HOSTILE.join("\n")}\n`, stderr: "" });
});

it("knows what every argument and every value of a flag is", () => {
  const unknown = commands.flatMap(({ name, words, args, flags }) => [
    ...args
      .map((argument) => [`${name} ${argument.name}`, `${words[0]} ${argument.name}`, argument.name])
      .filter((keys) => !keys.some((key) => key in ARGUMENTS)),
    ...flags
      .flatMap(({ value }) => value ?? [])
      .filter(({ word, choices }) => choices.length === 0 && !(word in FLAG_VALUES)),
  ]);
  expect(unknown).toEqual([]);
});

it("leaves hidden commands and flags out", () => {
  const command = (id: string, hidden: boolean) => ({
    id,
    summary: "Do it.",
    strict: true,
    args: {},
    flags: { odd: { type: "boolean", description: "odd", hidden: true } as const },
    hidden,
  });
  const { families } = describeProgram(
    { version: "1", commands: { shown: command("shown", false), unseen: command("unseen", true) } },
    {},
  );
  expect(families.map(({ word }) => word)).toEqual(["shown"]);
  expect(families[0]?.commands[0]?.flags).toEqual([]);
});
