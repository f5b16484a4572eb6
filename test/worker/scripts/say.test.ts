import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { messageIds } from "../../../core/diagnostic/decisions.ts";

const script = new URL("../../../worker/scripts/say.sh", import.meta.url).pathname;
const root = mkdtempSync(join(tmpdir(), "pathplug-say-"));
const bare = mkdtempSync(join(tmpdir(), "pathplug-say-"));
const kept = join(root, "entry");
let server: Server;

beforeAll(async () => {
  mkdirSync(join(root, "run/systemd/journal"), { recursive: true });
  server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(join(root, "run/systemd/journal/socket"), resolve);
  });
});
afterAll(() => server.close());

/** Standard error of a child is a socket: whether it counts as the journal is what JOURNAL_STREAM says. */
const AS_SERVICE = 'JOURNAL_STREAM="9:$(readlink /proc/self/fd/2 | tr -dc 0-9)" exec "$0" "$@"';
const BY_HAND = 'JOURNAL_STREAM=9:1 exec "$0" "$@"';

function say(
  argv: readonly string[],
  { logger = `cat >${kept}`, how = AS_SERVICE, journal = root } = {},
): { readonly stderr: string; readonly entry?: string } {
  const programs = mkdtempSync(join(tmpdir(), "pathplug-say-"));
  writeFileSync(join(programs, "logger"), `#!/bin/sh\n${logger}\n`);
  chmodSync(join(programs, "logger"), 0o755);
  writeFileSync(kept, "");
  const { stderr } = spawnSync("/bin/sh", ["-c", how, script, ...argv], {
    env: { PATH: `${programs}:${process.env.PATH}`, PATHPLUG_ROOT: journal },
    encoding: "utf8",
  });
  const entry = existsSync(kept) ? readFileSync(kept, "utf8") : "";
  return { stderr, ...(entry === "" ? {} : { entry }) };
}

describe("what is said without an engine", () => {
  it("is an entry with the fields of its decision, and no line", () => {
    const { stderr, entry = "" } = say(["3", "fallback", "a map was made", "MAP=data", "WWID=36001"]);
    expect(stderr).toBe("");
    const fields = entry.split("\n").filter((line) => !line.startsWith("OBJECT_SYSTEMD_UNIT="));
    expect(fields).toEqual([
      "MESSAGE=a map was made",
      `MESSAGE_ID=${messageIds.fallback}`,
      "PRIORITY=3",
      "SYSLOG_IDENTIFIER=pathplug",
      "PATHPLUG_DECISION=fallback",
      "PATHPLUG_MAP=data",
      "PATHPLUG_WWID=36001",
      "",
    ]);
  });

  it.each([
    ["where logger fails", { logger: "exit 1" }, "<4>pathplug: gone\n"],
    ["where the journal does not listen", { journal: bare }, "<4>pathplug: gone\n"],
    ["by hand", { how: BY_HAND }, "pathplug: gone\n"],
  ])("is a line %s", (_, options, expected) => {
    expect(say(["4", "failed", "gone"], options)).toEqual({ stderr: expected });
  });

  it("has no value that could end its line", () => {
    const { entry = "" } = say(["4", "failed", "a\nMESSAGE_ID=0", "MAP=x\nPRIORITY=0"]);
    expect(entry.match(/^(MESSAGE_ID|PRIORITY)=.*$/gm)).toEqual([
      `MESSAGE_ID=${messageIds.failed}`,
      "PRIORITY=4",
    ]);
    expect(say(["4", "failed", "a\nb"], { logger: "exit 1" }).stderr).toBe("<4>pathplug: a?b\n");
  });

  it("has the ids that the worker has", () => {
    const table = [...readFileSync(script, "utf8").matchAll(/^ {2}([a-z-]+)\) id=(\w*) ;;$/gm)];
    expect(table.length).toBeGreaterThan(3);
    const ids: Readonly<Record<string, string>> = messageIds;
    expect(table.filter(([, kind = "", id]) => ids[kind] !== id)).toEqual([]);
  });
});
