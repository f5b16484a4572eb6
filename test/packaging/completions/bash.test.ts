import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { commands, makeBlockDevices, program, textOf } from "../rendered.ts";

const scratch = mkdtempSync(join(tmpdir(), "pathplug-bash-"));
const script = join(scratch, "pathplug");
beforeAll(() => {
  const devices = makeBlockDevices(join(scratch, "block"));
  writeFileSync(script, textOf("completions/pathplug.bash").replaceAll("/sys/block", devices));
});
afterAll(() => rmSync(scratch, { recursive: true }));

interface Completed {
  readonly offered: readonly string[];
  /** What readline is asked to complete where nothing is offered. */
  readonly options: string;
}

/** Reads lines of words from standard input, with tabs between; no program can be started. */
const COMPLETE = `PATH=
compopt() { options+=" $*"; }
. "$1"
while IFS= read -r line; do
  COMP_WORDS=(pathplug) options=
  while [[ $line == *$'\\t'* ]]; do COMP_WORDS+=("\${line%%$'\\t'*}") line=\${line#*$'\\t'}; done
  COMP_WORDS+=("$line") COMP_CWORD=\${#COMP_WORDS[@]}-1
  _pathplug
  IFS=$'\\t'
  printf '%s\\n%s\\n' "\${COMPREPLY[*]}" "$options"
  IFS=$' \\t\\n'
done`;

/** What bash offers for the last word of each line; words are those that readline makes: \`=\` is one of its own. */
function completeAll(lines: readonly (readonly string[])[]): readonly Completed[] {
  const { stdout, stderr } = spawnSync("/bin/bash", ["--norc", "-u", "-c", COMPLETE, "bash", script], {
    encoding: "utf8",
    input: lines.map((words) => `${words.join("\t")}\n`).join(""),
  });
  expect(stderr).toBe("");
  const told = stdout.split("\n");
  return lines.map((_, index) => ({
    offered: (told[2 * index] ?? "").split("\t").filter((word) => word !== ""),
    options: (told[2 * index + 1] ?? "").trim(),
  }));
}

const offers = (lines: readonly (readonly string[])[]): readonly (readonly string[])[] =>
  completeAll(lines).map(({ offered }) => offered);

describe("completion in bash", () => {
  it("offers every command", () => {
    const first = program.families.map(({ word }) => word);
    expect(offers([[""]])).toEqual([[...first, "help"]]);
    expect(offers(commands.map(({ words }) => words))).toEqual(
      commands.map(({ words }) => expect.arrayContaining([words.at(-1)])),
    );
  });

  it("offers every flag of every command", () => {
    const found = offers(commands.map(({ words }) => [...words, "-"]));
    expect(found).toEqual(
      commands.map(({ flags }) => [...flags.flatMap(({ spellings }) => spellings), "--help"]),
    );
  });

  it("offers what the value of a flag may be, behind a blank and behind =", () => {
    const flags = commands.flatMap((command) =>
      command.flags.flatMap(({ name, value }) => {
        const choices = value?.choices ?? [];
        return choices.length === 0 ? [] : [{ line: [...command.words, `--${name}`], choices }];
      }),
    );
    expect(flags.length).toBeGreaterThan(commands.length);
    const choices = flags.map((flag) => flag.choices);
    expect(offers(flags.map(({ line }) => [...line, ""]))).toEqual(choices);
    expect(offers(flags.map(({ line }) => [...line, "="]))).toEqual(choices);
    expect(offers(flags.map((flag) => [...flag.line, "=", flag.choices[0] ?? ""]))).toEqual(
      choices.map(([first]) => expect.arrayContaining([first])),
    );
  });

  it.each<[string, readonly string[], readonly string[]]>([
    ["first words that begin so", ["p"], ["path", "plan", "profile"]],
    ["commands behind help", ["help", "own", "re"], ["register", "reserve", "release"]],
    ["flags of the short status without a command", ["--ver"], ["--verbose", "--version"]],
    ["maps alone where a map is wanted", ["map", "rename", ""], ["data", "backup"]],
    ["nothing for a name that is not there yet", ["map", "rename", "data", ""], []],
    ["maps and disks", ["topology", ""], ["data", "backup", "nvme0n1", "sda", "sdb"]],
    ["maps and disks of a LUN that is owned", ["own", "status", "s"], ["sda", "sdb"]],
    ["disks alone where a path is wanted", ["path", "mark", ""], ["nvme0n1", "sda", "sdb"]],
    ["a map behind a flag with its value", ["map", "remove", "--timeout", "5", "da"], ["data"]],
    ["a map behind a flag with its value glued on", ["map", "remove", "--timeout", "=", "5", "da"], ["data"]],
    ["a second word and devices", ["explain", "s"], ["sda", "sdb", "sense"]],
    ["no devices behind the second word", ["explain", "sense", "s"], []],
    ["diagnostic codes", ["explain", "path-size-d"], ["path-size-differs"]],
    ["WWIDs", ["ensure", "--wwid", "3600a"], [0, 1].map((n) => `3600a098000000000000000000000a${n}`)],
    ["what bash did not take apart at =", ["status", "--color=al"], ["--color=always"]],
    ["no flags behind --", ["topology", "--", "-"], []],
    ["nothing behind a command that there is not", ["frobnicate", ""], []],
  ])("offers %s", (_, words, offered) => {
    // Codes and devices begin with the same letters.
    const found = offers([words])[0]?.filter((word) => words[0] !== "explain" || !/^s\w+-/.test(word));
    expect(found).toEqual(offered);
  });

  it.each<[string, readonly string[], string]>([
    ["files behind --replay", ["topology", "--replay", ""], "-o default"],
    ["files behind --replay=", ["topology", "--replay", "="], "-o default"],
    ["directories behind --sysroot", ["--sysroot", ""], "-o dirnames"],
    ["a second file", ["profile", "check", "a.json", ""], "-o default"],
    ["files beside disks", ["inspect", "./"], "-o default"],
    ["no file where a map is wanted", ["map", "remove", "x"], ""],
  ])("leaves to readline: %s", (_, words, options) => {
    expect(completeAll([words])).toEqual([{ offered: [], options }]);
  });

  it("quotes names that the shell would take apart", () => {
    writeFileSync(join(scratch, "block/dm-0/dm/name"), "my\\x20map\n");
    expect(offers([["map", "rename", "my"]])).toEqual([["my\\\\x20map"]]);
    writeFileSync(join(scratch, "block/dm-0/dm/name"), "data\n");
  });
});
