import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { commands, makeBlockDevices, program, textOf } from "../rendered.ts";

const scratch = mkdtempSync(join(tmpdir(), "pathplug-zsh-"));
const script = join(scratch, "_pathplug");
beforeAll(() => {
  const devices = makeBlockDevices(join(scratch, "block"));
  writeFileSync(script, textOf("completions/_pathplug").replaceAll("/sys/block", devices));
});
afterAll(() => rmSync(scratch, { recursive: true }));

/** Reads lines of words, with tabs between; the completion system's own functions tell what they are given. No program can be started. */
const COMPLETE = `path=()
_arguments() { print -rl -- "$@" }
_describe() { print -rl -- "\${(P@)4}" }
compadd() { if [[ $* == *-a* ]]; then print -rl -- "\${(P@)@[-1]}"; else print -rl -- "$@"; fi }
while IFS= read -r line; do
  words=(pathplug "\${(@ps:\\t:)line}") CURRENT=$((\${#words}))
  source "$1"
  print end
done`;

/** What the completion gives for the last word of each line. */
function completeAll(lines: readonly (readonly string[])[]): readonly (readonly string[])[] {
  const { stdout, stderr } = spawnSync("zsh", ["-f", "-c", COMPLETE, "zsh", script], {
    encoding: "utf8",
    input: lines.map((words) => `${words.join("\t")}\n`).join(""),
  });
  expect(stderr).toBe("");
  return stdout.split("end\n").map((part) => part.split("\n").filter((word) => word !== ""));
}

/** Spellings of flags in what _arguments is given. */
const flagsIn = (specs: readonly string[]): readonly string[] =>
  specs.flatMap((spec) => /^(?:\([^)]*\)|\*)?(--?[\w-]+)[=+]?\[/.exec(spec)?.[1] ?? []);

describe("the completion for zsh", () => {
  it("has every command and every flag", () => {
    const text = textOf("completions/_pathplug");
    for (const { words, flags } of commands) {
      expect(text).toContain(`'${words.at(-1)}:`);
      expect(flags.filter(({ name }) => !new RegExp(`--${name}=?\\[`).test(text))).toEqual([]);
    }
  });

  it("offers every command and every flag of it", () => {
    const found = completeAll([[""], ...commands.map(({ words }) => [...words, "--"])]);
    expect(found[0]?.map((word) => word.replace(/:.*/, ""))).toEqual(
      program.families.map(({ word }) => word),
    );
    expect(found.slice(1, -1).map((specs) => flagsIn(specs).toSorted())).toEqual(
      commands.map(({ flags }) =>
        [...flags.flatMap(({ spellings }) => spellings), "--help", "-h"].toSorted(),
      ),
    );
  });

  it("reads names of devices by itself", () => {
    const body = `path=(); words=(pathplug status ''); CURRENT=3
      _arguments() {}; _describe() {}; compadd() { print -r -- "\${(P@)@[-1]}" }
      source "$1"; for each in maps wwids disks maps_or_disks; do print -r -- "$each: $(_pathplug_$each)"; done`;
    const { stdout, stderr } = spawnSync("zsh", ["-f", "-c", body, "zsh", script], { encoding: "utf8" });
    expect(stderr).toBe("");
    expect(stdout).toBe(
      [
        "maps: data backup",
        "wwids: 3600a098000000000000000000000a0 3600a098000000000000000000000a1",
        "disks: nvme0n1 sda sdb",
        "maps_or_disks: data backup\nnvme0n1 sda sdb\n",
      ].join("\n"),
    );
  });

  it("knows the flags of the short status, second words, and help", () => {
    const [bare = [], own = [], help = [], sense = []] = completeAll([
      ["--"],
      ["own", ""],
      ["help", "own", "re"],
      ["explain", "sense", "--"],
    ]);
    expect(flagsIn(bare)).toContain("--json");
    expect(bare).toContain("--version");
    expect(own.some((word) => word.startsWith("preempt:"))).toBe(true);
    expect(flagsIn(own)).toEqual([]);
    expect(help).toEqual(own);
    expect(flagsIn(sense)).toContain("--handler");
  });
});
