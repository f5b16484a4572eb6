import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { runInProcess } from "./in-process.ts";
import { recording } from "./run.ts";

const folder = mkdtempSync(join(tmpdir(), "pathplug-bad-"));

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const profile =
  '{\n  "name": "acme/anvil",\n  "match": [{ "vendor": "ACME" }],\n  "settings": { "prio": "quick" }\n}\n';
const bundle = { schema: "pathplug.bundle/1", files: {}, links: {}, directories: {} };

/** A command line, the exit status, and what has to be said. */
const cases: readonly (readonly [string, readonly string[], number, RegExp])[] = [
  [
    "a bundle that is not there",
    ["topology", "--replay", "/nowhere"],
    65,
    /bundle-unreadable: .*cannot be read/,
  ],
  ["a bundle that is no gzip", ["topology", "--replay", file("text", "hello")], 65, /it is no gzip file/],
  [
    "a bundle that is cut short",
    ["topology", "--replay", file("cut", gzipSync("{}").subarray(0, 14))],
    65,
    /damaged or cut short/,
  ],
  ["a bundle that is no JSON", ["plan", "--replay", file("json", gzipSync("{"))], 65, /it is not JSON/],
  [
    "a bundle of another schema",
    ["plan", "--replay", file("schema", gzipSync('{"schema":"x/9"}'))],
    65,
    /its schema is "x\/9"/,
  ],
  [
    "a bundle with broken files",
    ["plan", "--replay", file("files", gzipSync(JSON.stringify({ ...bundle, files: { "/a": 7 } })))],
    65,
    /its `files` are broken/,
  ],
  [
    "a bundle with broken directories",
    ["plan", "--replay", file("dirs", gzipSync(JSON.stringify({ ...bundle, directories: [] })))],
    65,
    /its `directories` are broken/,
  ],
  ["a directory that is not there", ["plan", "--sysroot", "/nowhere"], 65, /sysroot-missing/],
  ["a file as sysroot", ["plan", "--sysroot", file("plain", "")], 65, /sysroot-missing/],
  ["a bundle and a directory at once", ["plan", "--sysroot", "/", "--replay", "x"], 64, /sysroot/],
  ["an unknown flag", ["plan", "--fast"], 64, /Nonexistent flag: --fast/],
  [
    "a number that is none",
    ["settle", "--timeout", "abc"],
    64,
    /bad-argument: --timeout: Expected an integer/,
  ],
  ["a flag without its value", ["plan", "--sysroot"], 64, /bad-argument: Flag --sysroot expects a value/],
  ["an unknown command", ["topologie"], 64, /did you mean `pathplug topology`/],
  ["a word that the command does not take", ["plan", "sda"], 64, /there is no command "plan sda"/],
  ["a colour that is none", ["plan", "--color", "blue"], 64, /Expected --color=blue to be one of/],
  [
    "a device that is not there",
    ["explain", "sdx", "--replay", recording("netapp-alua")],
    1,
    /device-not-found/,
  ],
  [
    "a map that is not there",
    ["topology", "sdx", "--replay", recording("netapp-alua")],
    1,
    /device-not-found/,
  ],
  ["a profile that is not there", ["profile", "show", "acme/none"], 1, /there is no profile acme\/none/],
  ["a file that is not there", ["inspect", "/nowhere"], 65, /input-unreadable/],
  [
    "hex with a letter that is none",
    ["inspect", file("hex", "00 83 00 0g\n")],
    65,
    /hex-digit: .*:1, byte 10\)/,
  ],
  ["hex with half a byte", ["inspect", file("odd", "\n00830004 6\n")], 65, /hex-odd: .*:2/],
  [
    "a table that breaks off",
    ["table", "check", file("table", "a: 0 8 multipath 0 0 1 1 round-robin 0 1\n")],
    65,
    /table-syntax: .*:1:\d+\)/,
  ],
  [
    "a profile of broken JSON",
    ["profile", "check", file("broken.json", '{\n  "name": }\n')],
    65,
    /profile-syntax: [\s\S]*broken\.json:2:\d+/,
  ],
  [
    "a profile with an unknown value",
    ["profile", "check", file("anvil.json", profile)],
    65,
    /profile-schema: [\s\S]*anvil\.json:4:\d+/,
  ],
  ["a profile that is not there", ["profile", "check", "/nowhere.json"], 65, /input-unreadable/],
  [
    "a command that changes a recorded machine",
    ["apply", "--replay", recording("netapp-alua")],
    64,
    /not-live/,
  ],
  [
    "a command of two words on a recorded machine",
    ["rules", "install", "--replay", recording("netapp-alua")],
    64,
    /not-live: `pathplug rules install` works/,
  ],
  ["settle on a recorded machine", ["settle", "--replay", recording("netapp-alua")], 64, /not-live/],
];

describe("the command line", () => {
  it.each(cases)("answers %s", async (_, argv, status, said) => {
    const ran = await runInProcess(argv);
    expect(ran.stdout + ran.stderr).toMatch(said);
    expect(ran.stderr + ran.stdout).toMatch(/hint: \S/);
    expect(ran.status).toBe(status);
  });

  it.each(cases.filter(([, argv]) => argv[0] !== "topologie" && argv[0] !== "inspect" && argv[1] !== "sda"))(
    "answers %s as one JSON object with --json",
    async (_, argv, status) => {
      const ran = await runInProcess([...argv, "--json"]);
      const value = JSON.parse(ran.stdout) as { error?: { code: string }; findings?: unknown[] };
      expect(value.error?.code ?? value.findings?.length).toBeTruthy();
      expect(ran.status).toBe(status);
    },
  );

  it("goes on after a bad line of hex and says where it was", async () => {
    const input = file("lines", "008000040000\nzz\ninquiry:0000\n00990000\n");
    const { stdout, status } = await runInProcess(["inspect", "--json", input]);
    const lines = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines).toMatchObject([
      { page: "80" },
      { error: { code: "hex-digit", line: 2, offset: 0 } },
      { page: "inquiry" },
      { error: { code: "page-unknown", line: 4 } },
    ]);
    expect(status).toBe(65);
  });

  it("skips a broken site profile, says so, and goes on", async () => {
    const tree = join(folder, "tree");
    mkdirSync(join(tree, "etc/pathplug/profiles.d"), { recursive: true });
    mkdirSync(join(tree, "sys"));
    writeFileSync(join(tree, "etc/pathplug/profiles.d/anvil.json"), profile);
    const { stdout, stderr, status } = await runInProcess(["plan", "--json", "--sysroot", tree]);
    expect(JSON.parse(stdout)).toEqual({ schema: "pathplug.plan/1", actions: [], refused: [] });
    expect(stderr).toMatch(/profile-schema.*profiles\.d\/anvil\.json:4:\d+/);
    expect(status).toBe(0);
  });
});
