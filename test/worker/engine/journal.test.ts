import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { SpawnResult, System } from "../../../host/system/system.ts";
import type { Engine } from "../../../worker/engine/engine.ts";
import { journalOf } from "../../../worker/engine/journal.ts";
import { ueventOfDisk } from "../../../worker/engine/uevent-of-disk.ts";

const done: SpawnResult = { status: 0, timedOut: false, stdout: new Uint8Array(0), stderr: "" };
const SERVICE = { JOURNAL_STREAM: "9:4711" };

const FILES: Readonly<Record<string, string>> = {
  "/proc/self/cgroup": "0::/system.slice/pathplug-assemble.service\n",
  "/sys/block/sda/dev": "8:0\n",
  "/run/udev/data/b8:0": "I:1\nE:PATHPLUG_SEQNUM=17\n",
};

interface Host {
  readonly environment?: Readonly<Record<string, string>>;
  readonly stderr?: string;
  readonly socket?: boolean;
  readonly logger?: (input: string, nth: number) => SpawnResult | Promise<SpawnResult>;
}

/** An engine whose `logger` is a function, and all that was said through it: entries by their text, lines as they are. */
function engineOf({ environment = SERVICE, stderr = "socket:[4711]", socket = true, logger }: Host) {
  const said: string[] = [];
  let running = 0;
  let most = 0;
  let now = 0;
  const system: Pick<System, "readLink" | "exists" | "readBytes" | "spawn" | "monotonic"> = {
    readLink: (path) => (path === "/proc/self/fd/2" ? stderr : undefined),
    exists: (path) => path === "/run/systemd/journal/socket" && socket,
    readBytes: (path) => new TextEncoder().encode(FILES[path] ?? ""),
    monotonic: () => now,
    spawn: async (argv, { input = "" }) => {
      expect(argv).toEqual(["logger", "--journald"]);
      most = Math.max(most, ++running);
      const result = await (logger?.(input, said.length) ?? done);
      running -= 1;
      if (result.status === 0) said.push(`entry ${/^MESSAGE=(.*)$/m.exec(input)?.[1]}`);
      return result;
    },
  };
  const engine = {
    system,
    environment: (name: string) => environment[name],
    writeError: (text: string) => said.push(text),
  } as unknown as Engine;
  const atOnce = (): number => most;
  const passes = (milliseconds: number): void => {
    now += milliseconds;
  };
  return { engine, said, atOnce, passes };
}

const later = <T>(value: T): Promise<T> => new Promise((resolve) => setTimeout(() => resolve(value), 1));
const kind = "created" as const;

describe("the journal of a service", () => {
  it("gets an entry for each decision, in their order, one at a time, and no line", async () => {
    const { engine, said, atOnce } = engineOf({ logger: () => later(done) });
    const { journal, close } = journalOf(engine);
    for (const name of ["a", "b", "c"]) journal("note", name, { kind });
    expect(said).toEqual([]);
    await close();
    expect(said).toEqual(["entry a", "entry b", "entry c"]);
    expect(atOnce()).toBe(1);
  });

  it("names the unit, since what writes the entry is gone before anybody asks", async () => {
    let entry = "";
    const { engine } = engineOf({
      logger: (input) => {
        entry = input;
        return done;
      },
    });
    const { journal, close } = journalOf(engine);
    journal("note", "x", { kind });
    await close();
    expect(entry).toContain("\nOBJECT_SYSTEMD_UNIT=pathplug-assemble.service\n");
  });

  it.each([
    ["the numbers of the uevents that have brought its disks to a run", ueventOfDisk, ["17"]],
    ["none where no uevent of theirs has", undefined, []],
  ])("has %s", async (_, ueventOf, expected) => {
    let entry = "";
    const { engine } = engineOf({
      logger: (input) => {
        entry = input;
        return done;
      },
    });
    const { journal, close } = journalOf(engine, ueventOf);
    journal("note", "x", { kind: "path-failed", devs: ["sda", "sdb"] });
    await close();
    expect([...entry.matchAll(/^PATHPLUG_SEQNUM=(.*)$/gm)].map(([, number]) => number)).toEqual(expected);
  });

  it("has them of the worker alone: that a path fails or is back no uevent of its disk tells", () => {
    const folder = new URL("../../../worker/", import.meta.url);
    const programs = readdirSync(folder).filter((name) => name.endsWith("main.ts"));
    expect(programs.length).toBeGreaterThan(3);
    const telling = programs.filter((name) =>
      readFileSync(new URL(name, folder), "utf8").includes("ueventOfDisk"),
    );
    expect(telling).toEqual(["main.ts"]);
  });

  it("takes what is said later too, after all has been said", async () => {
    const { engine, said } = engineOf({ logger: () => later(done) });
    const { journal, close } = journalOf(engine);
    journal("note", "a", { kind });
    await close();
    journal("note", "b", { kind });
    await close();
    expect(said).toEqual(["entry a", "entry b"]);
  });

  it.each<readonly [string, SpawnResult]>([
    ["is missing", { ...done, status: 127 }],
    ["knows no journal", { ...done, status: 1 }],
    ["takes too long", { timedOut: true, stdout: done.stdout, stderr: "" }],
  ])("where logger %s gets lines with their priority, each once, in their order", async (_, failed) => {
    const { engine, said } = engineOf({ logger: (_input, nth) => later(nth < 1 ? done : failed) });
    const { journal, close } = journalOf(engine);
    journal("note", "a", { kind });
    journal("error", "b\n<0>c", { kind });
    journal("warning", "d", { kind });
    await close();
    expect(said).toEqual(["entry a", "<3>pathplug: b\\x0a<0>c\n", "<4>pathplug: d\n"]);
  });

  const late: SpawnResult = { timedOut: true, stdout: done.stdout, stderr: "" };

  it("where one entry takes too long gets a line for it, and entries again", async () => {
    const { engine, said } = engineOf({
      logger: (input) => later(input.startsWith("MESSAGE=b") ? late : done),
    });
    const { journal, close } = journalOf(engine);
    for (const name of ["a", "b", "c"]) journal("note", name, { kind });
    await close();
    expect(said).toEqual(["entry a", "<5>pathplug: b\n", "entry c"]);
  });

  it("that takes no entries gets few lines and short ones, since it may take none; the next entry says what is lost", async () => {
    let isBlocked = true;
    const { engine, said } = engineOf({ logger: () => later(isBlocked ? late : done) });
    const { journal, close } = journalOf(engine);
    const longest = "x".repeat(100_000);
    for (let entry = 0; entry < 100; entry++) journal("note", longest, { kind });
    await close();
    expect(said).toHaveLength(20);
    // A stream socket holds some 200 KiB.
    expect(said.join("").length).toBeLessThan(100_000);
    isBlocked = false;
    for (const name of ["a", "b"]) journal("note", name, { kind });
    await close();
    expect(said.slice(20)).toEqual(["entry a (80 before it were lost)", "entry b"]);
    isBlocked = true;
    journal("note", "c", { kind });
    await close();
    expect(said.at(-1)).toBe("<5>pathplug: c\n");
  });

  it("gets every line where no entry can be written at all, also after one that took too long", async () => {
    const results = [late];
    const { engine, said } = engineOf({ logger: () => later(results.shift() ?? { ...done, status: 127 }) });
    const { journal, close } = journalOf(engine);
    for (let entry = 0; entry < 50; entry++) journal("note", "x", { kind });
    await close();
    expect(said).toHaveLength(50);
  });

  it("is not waited for without end: what is left is said as lines", async () => {
    const { engine, said, passes } = engineOf({
      logger: () => {
        passes(1_600);
        return later(done);
      },
    });
    const { journal, close } = journalOf(engine);
    for (const name of ["a", "b", "c", "d"]) journal("note", name, { kind });
    await close();
    expect(said).toEqual(["entry a", "entry b", "entry c", "<5>pathplug: d\n"]);
  });
});

describe("what is said elsewhere is a line at once", () => {
  it.each<readonly [string, Host, readonly string[]]>([
    ["by hand", { environment: {} }, ["pathplug: a\n", "entry a"]],
    ["by hand, in a terminal that is a service", { stderr: "/dev/pts/3" }, ["pathplug: a\n", "entry a"]],
    ["into a pipe of a service", { stderr: "pipe:[4711]" }, ["pathplug: a\n", "entry a"]],
    [
      "by hand, where logger fails",
      { environment: {}, logger: () => ({ ...done, status: 1 }) },
      ["pathplug: a\n"],
    ],
    ["where the journal does not listen", { socket: false }, ["<5>pathplug: a\n"]],
  ])("%s, and an entry where there can be one", async (_, host, expected) => {
    const { engine, said } = engineOf(host);
    const { journal, close } = journalOf(engine);
    journal("note", "a", { kind });
    expect(said[0]).toBe(expected[0]);
    await close();
    expect(said).toEqual(expected);
  });
});
