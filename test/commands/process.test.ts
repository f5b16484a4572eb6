import { spawn } from "node:child_process";
import { describe, expect, it } from "vitest";
import { displayWidth } from "../../core/render/display-width.ts";
import { runInProcess } from "./in-process.ts";
import { pathplug, recording, root } from "./run.ts";

const ESCAPE = "\u001b";
const replay = ["--replay", recording("netapp-alua")];

/** Exit status and standard error of a run whose reader leaves after the first bytes. */
function leaveEarly(argv: readonly string[]): Promise<{ status: number | null; stderr: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [`${root}bin/pathplug`, ...argv], { cwd: root });
    let stderr = "";
    child.stderr.on("data", (chunk: Buffer) => {
      stderr += chunk.toString();
    });
    child.stdout.once("data", () => child.stdout.destroy());
    child.on("close", (status) => resolve({ status, stderr }));
  });
}

describe("pathplug as a program", () => {
  it("answers --version and plain `pathplug`", async () => {
    expect((await pathplug(["--version"])).stdout).toMatch(/^pathplug \d+\.\d+\.\d+\n$/);
    const plain = await pathplug(replay);
    expect(plain.stdout).toMatch(/^owner {2}pathplug, mode known\nmaps {3}4 maps, 1 degraded\n/);
  });

  it.each([
    ["18.20.4", 69],
    ["20.18.3", 69],
    ["20.19.0", 0],
    ["24.0.0", 0],
  ])("on Node %s it ends with status %i", async (version, expected) => {
    const pretend = `Object.defineProperty(process.versions, "node", { value: "${version}" })`;
    const preload = `--import=data:text/javascript,${encodeURIComponent(pretend)}`;
    const { status, stderr } = await pathplug(replay, "", { NODE_OPTIONS: preload });
    expect(status).toBe(expected);
    expect(stderr.includes("error node-too-old")).toBe(expected !== 0);
    if (expected !== 0) expect(stderr).toContain(`${version} is installed, 20.19 or later is needed`);
  });

  it("is quiet when its reader leaves", async () => {
    expect(await leaveEarly(["list", "profiles", "--json"])).toEqual({ status: 0, stderr: "" });
  });

  it("reads hex from standard input, prints a line for each, and goes on after a bad one", async () => {
    const input = "0083000c0103000850000000c9123456\nnonsense\ninquiry:000005021f000000\n";
    const { stdout, status } = await pathplug(["inspect", "--json", "-"], input);
    const lines = stdout.split("\n").filter((line) => line !== "");
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { page: "83", wwid: "350000000c9123456", kernelId: "naa.50000000c9123456", designators: [{}] },
      { error: { code: expect.any(String), line: 2, offset: 0 } },
      { page: "inquiry" },
    ]);
    expect(status).toBe(65);
  });

  it.each([
    ["auto", {}, false],
    ["always", {}, true],
    ["always", { NO_COLOR: "1" }, true],
    ["never", {}, false],
  ])("colours nothing but a terminal: --color %s with %j", async (color, env, expected) => {
    const { stdout } = await pathplug(["topology", ...replay, "--color", color], "", env);
    expect(stdout.includes(ESCAPE)).toBe(expected);
  });

  it("prints notes to stderr only, and none with --quiet", async () => {
    const line = ["plan", "--replay", recording("virtio-only")];
    expect(await runInProcess(line)).toMatchObject({
      stdout: "",
      stderr: expect.stringContaining("nothing to do"),
    });
    expect(await runInProcess([...line, "-q"])).toMatchObject({ stdout: "", stderr: "" });
  });
});

describe("a terminal", () => {
  /** Runs as at a terminal of so many columns. */
  async function runAt(columns: number, argv: readonly string[]) {
    const streams = [process.stdout, process.stderr];
    const before = streams.map(({ isTTY, columns: had }) => ({ isTTY, columns: had }));
    for (const stream of streams) Object.assign(stream, { isTTY: true, columns });
    try {
      return await runInProcess(argv);
    } finally {
      streams.forEach((stream, at) => void Object.assign(stream, before[at]));
    }
  }

  const lines = [
    "explain sdd",
    "plan --verbose",
    "doctor",
    "inspect sdd",
    "enable --dry-run",
    "status",
    "topology",
  ];
  const cases = lines.flatMap((line) => [
    [line, 80, "never"] as const,
    [line, 80, "always"] as const,
    [line, 200, "always"] as const,
  ]);

  it.each(cases)(
    "is never written beyond its edge by %s at %i columns, colours %s",
    async (line, width, color) => {
      const argv = [...line.split(" "), "--color", color, "--replay", recording("refused-siblings")];
      const { stdout, stderr } = await runAt(width, argv);
      for (const one of `${stdout}${stderr}`.split("\n"))
        expect(displayWidth(one)).toBeLessThanOrEqual(width);
      const piped = await runInProcess(argv);
      if (line !== "topology") expect(wordsOf(stdout)).toEqual(wordsOf(piped.stdout));
    },
  );
});

function wordsOf(text: string): readonly string[] {
  return text.split(/\s+/).filter(Boolean);
}

describe("hostile text", () => {
  const lines = [
    "list paths",
    "explain sda",
    "explain sdb",
    "explain sdc",
    "explain sdd",
    "plan --verbose",
    "topology",
    "status",
    "inspect sdb",
    "inspect sdd",
    "diff --verbose",
    "enable --dry-run",
  ];

  it.each(lines)("never reaches the terminal as it is: %s", async (line) => {
    const ran = await runInProcess([...line.split(" "), "--replay", recording("hostile-strings")]);
    // Everything but printable characters and line ends.
    expect(ran.stdout + ran.stderr).toMatch(/^[\n\P{C}]*$/u);
  });

  it.each(["list paths", "explain sdb", "plan", "inspect sdb"])("is escaped in JSON: %s", async (line) => {
    const { stdout } = await runInProcess([
      ...line.split(" "),
      "--json",
      "--replay",
      recording("hostile-strings"),
    ]);
    expect(stdout.trimEnd()).toMatch(/^[\n -\u{10ffff}]*$/u);
    for (const row of stdout.trim().split("\n")) expect(() => JSON.parse(row)).not.toThrow();
  });
});

describe("standard input", () => {
  it("is read by `table check`, and nowhere taken for an argument", async () => {
    const good = "data: 0 8 multipath 0 0 1 1 round-robin 0 1 1 8:0 1\n";
    expect(await pathplug(["table", "check"], good)).toMatchObject({
      status: 0,
      stderr: expect.stringContaining("1 tables, 0 broken"),
    });
    expect(await pathplug(["table", "check"], `${good}x: 0 8 multipath\n`)).toMatchObject({
      status: 65,
      stderr: expect.stringMatching(/table-syntax: .*\(-:2:\d+\)/),
    });
    expect((await pathplug(["topology", ...replay], "sda\n")).stdout).toContain("data (");
  });
});

describe("help", () => {
  it.each([["--help"], ["-h"], ["help topology"], ["plan -h"], ["list"]])(
    "is printed for `pathplug %s`",
    async (line) => {
      const { stdout, status } = await pathplug(line.split(" "));
      expect(stdout).toContain("USAGE");
      expect(status).toBe(0);
    },
  );
});
