import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { commands, makeBlockDevices, program, textOf } from "../rendered.ts";

const scratch = mkdtempSync(join(tmpdir(), "pathplug-fish-"));
const script = join(scratch, "pathplug.fish");
beforeAll(() => {
  const devices = makeBlockDevices(join(scratch, "block"));
  writeFileSync(script, textOf("completions/pathplug.fish").replaceAll("/sys/block", devices));
});
afterAll(() => rmSync(scratch, { recursive: true }));

/** What fish offers at the end of each command line, without descriptions. */
function completeAll(lines: readonly string[]): readonly (readonly string[])[] {
  const body = `source ${script}
    while read -l line
        complete -C $line | string replace -r '\\t.*' ''
        echo end
    end`;
  const { stdout, stderr } = spawnSync("fish", ["--no-config", "-c", body], {
    encoding: "utf8",
    input: lines.map((line) => `pathplug ${line}\n`).join(""),
    cwd: scratch,
    env: { ...process.env, HOME: scratch },
  });
  expect(stderr).toBe("");
  return stdout.split("end\n").map((part) => part.split("\n").filter((word) => word !== ""));
}

describe("the completion for fish", () => {
  it("has every command and every flag", () => {
    const text = textOf("completions/pathplug.fish");
    for (const { words, flags } of commands) {
      expect(text).toContain(`-a '${words.at(-1)}'`);
      expect(flags.filter(({ name }) => !text.includes(` -l ${name} `))).toEqual([]);
    }
  });

  it("offers every command and every flag of it", () => {
    const found = completeAll(["", ...commands.map(({ name }) => `${name} --`)]);
    expect(found[0]?.toSorted()).toEqual([...program.families.map(({ word }) => word), "help"].toSorted());
    const flags = commands.map((command) =>
      [...command.flags.map(({ name }) => `--${name}`), "--help"].toSorted(),
    );
    expect(found.slice(1, -1).map((each) => each.toSorted())).toEqual(flags);
  });

  it("offers values, devices, files", () => {
    const cases: Readonly<Record<string, readonly string[]>> = {
      "help own re": ["register", "release", "reserve"],
      "--ver": ["--verbose", "--version"],
      "enable --mode s": ["smart", "strict"],
      "status --color=al": ["--color=always"],
      "map rename ": ["backup", "data"],
      "map rename data ": [],
      "map remove --timeout 5 da": ["data"],
      "path mark ": ["nvme0n1", "sda", "sdb"],
      "own status s": ["sda", "sdb"],
      "explain sense": ["sense", "sense-format-unknown", "sense-unreadable"],
      "explain path-size-d": ["path-size-differs"],
      "ensure --wwid 3600a098000000000000000000000a0": ["3600a098000000000000000000000a0"],
      "topology --replay pathplug.f": ["pathplug.fish"],
      "topology --sysroot bl": ["block/"],
      "profile check a.json pathplug.f": ["pathplug.fish"],
      "inspect pathplug.f": ["pathplug.fish"],
      "inspect s": ["sda", "sdb"],
      "map remove pathplug.f": [],
    };
    const found = completeAll(Object.keys(cases));
    expect(
      Object.fromEntries(Object.keys(cases).map((line, index) => [line, found[index]?.toSorted()])),
    ).toEqual(cases);
  });
});
