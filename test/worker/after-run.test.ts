import { afterEach, describe, expect, it } from "vitest";
import { FakeRoot, shells } from "./fake-root.ts";

let root = new FakeRoot();
afterEach(() => root.remove());

function prepare(files: Readonly<Record<string, string>> = {}): FakeRoot {
  root = new FakeRoot({ "run/pathplug/armed": "", ...files });
  root.program("libexec/fallback", 'echo "fallback $*" >>"$PATHPLUG_ROOT/calls"');
  return root;
}

const FAILURES = "run/pathplug/failures";
const died = { SERVICE_RESULT: "exit-code", EXIT_CODE: "exited", EXIT_STATUS: "70" };
const hung = { SERVICE_RESULT: "timeout", EXIT_CODE: "killed", EXIT_STATUS: "KILL" };
const stuck = { SERVICE_RESULT: "timeout" };

/** How long it slept, seconds. */
function slept(calls: readonly string[]): number {
  const times = calls.flatMap((call) => /^sleep (\d+)$/.exec(call)?.[1] ?? []);
  return times.reduce((sum, seconds) => sum + Number(seconds), 0);
}

describe.each(shells.map((shell) => [shell.join(" "), shell] as const))("after-run in %s", (_, shell) => {
  it.each<[string, NodeJS.ProcessEnv]>([
    ["that worked", { SERVICE_RESULT: "success", EXIT_CODE: "exited", EXIT_STATUS: "0" }],
    ["that worked and left a program in the kernel", { ...stuck, EXIT_CODE: "exited", EXIT_STATUS: "0" }],
  ])("a run %s ends the count, and costs no other process", (_, environment) => {
    prepare({ [FAILURES]: "7\n" });
    expect(root.run(shell, "after-run.sh", [], environment)).toEqual({
      status: 0,
      stderr: "",
      said: [],
      calls: [],
    });
    expect(root.read(FAILURES)).toBeUndefined();
  });

  it("a run that somebody has stopped is no failure", () => {
    prepare({ [FAILURES]: "1\n" });
    const stopped = { SERVICE_RESULT: "signal", EXIT_CODE: "killed", EXIT_STATUS: "TERM" };
    expect(root.run(shell, "after-run.sh", [], stopped).calls).toEqual([]);
    expect(root.read(FAILURES)).toBe("1\n");
  });

  it.each<[string, string | undefined, NodeJS.ProcessEnv, string, string, string]>([
    ["the first", undefined, died, "1", "", "2"],
    ["the second in a row", "1", died, "2", "fallback ", "4"],
    ["the third", "2", died, "3", "fallback --give-back", "8"],
    ["the fourth", "3", died, "4", "fallback --give-back", "16"],
    ["the fifth", "4", died, "5", "fallback --give-back", "30"],
    ["the hundredth", "99", died, "100", "fallback --give-back", "30"],
    ["the first, by hanging", undefined, hung, "2", "fallback ", "4"],
    ["the first, stuck in the kernel", undefined, stuck, "2", "fallback ", "4"],
    ["the second, by hanging", "2", hung, "3", "fallback --give-back", "8"],
    ["the first, killed", undefined, { ...hung, SERVICE_RESULT: "signal" }, "1", "", "2"],
    ["the first, without an engine", undefined, { ...died, EXIT_STATUS: "127" }, "2", "fallback ", "4"],
    ["the first, without a launcher", undefined, { ...died, EXIT_STATUS: "203" }, "2", "fallback ", "4"],
    ["the first after a count that makes no sense", "$(reboot)", died, "1", "", "2"],
    ["the first after a count with a zero in front", "08", died, "1", "", "2"],
  ])(
    "%s that failed is counted, replaced and waited for",
    (_, before, environment, count, fallback, seconds) => {
      prepare(before === undefined ? {} : { [FAILURES]: `${before}\n` });
      const { status, calls, said, stderr } = root.run(shell, "after-run.sh", [], environment);
      expect(status).toBe(0);
      expect(root.read(FAILURES)).toBe(`${count}\n`);
      expect(calls.filter((call) => call.startsWith("fallback"))).toEqual(fallback === "" ? [] : [fallback]);
      expect(slept(calls)).toBe(Number(seconds));
      expect(calls[0]).toBe(`systemd-notify EXTEND_TIMEOUT_USEC=${Number(seconds) + 120}000000`);
      expect(said).toHaveLength(1);
      expect(said[0]).toMatch(/^4 worker-failed the worker has failed /);
      expect(stderr).toBe("");
    },
  );

  it("has nothing to replace on a host that is not armed", () => {
    prepare({ [FAILURES]: "9\n" });
    root.drop("run/pathplug/armed");
    const { calls } = root.run(shell, "after-run.sh", [], died);
    expect(calls.filter((call) => call.startsWith("fallback"))).toEqual([]);
    expect(slept(calls)).toBe(30);
  });

  it("does not wait longer than it may where systemd cannot be told", () => {
    prepare({ [FAILURES]: "9\n" });
    root.fake("systemd-notify", "exit 1");
    expect(slept(root.run(shell, "after-run.sh", [], died).calls)).toBe(1);
  });

  it("does not keep a machine that goes down waiting", () => {
    prepare({ [FAILURES]: "9\n" });
    root.fake("systemctl", 'grep -q sleep "$PATHPLUG_ROOT/calls" && echo stopping');
    expect(slept(root.run(shell, "after-run.sh", [], died).calls)).toBe(5);
  });
});

describe.each(shells.map((shell) => [shell.join(" "), shell] as const))("retry in %s", (_, shell) => {
  it.each<[string, string | undefined, string, string]>([
    ["5 s at first", undefined, "5", "10"],
    ["twice as long each time", "40", "40", "80"],
    ["at most 300 s", "160", "160", "300"],
    ["300 s for good", "300", "300", "300"],
    ["5 s where what is written makes no sense", "-1; reboot", "5", "10"],
    ["5 s where it would be more than 300", "3000", "5", "10"],
  ])("waits %s, then moves what is parked to the queue", (_, before, seconds, next) => {
    prepare(before === undefined ? {} : { "run/pathplug/back-off": `${before}\n` });
    for (const name of ["again-sda", "again-sdb"]) root.put(`run/pathplug/parked/${name}`, "");
    expect(root.run(shell, "retry.sh")).toEqual({
      status: 0,
      stderr: "",
      said: [],
      calls: [`sleep ${seconds}`],
    });
    expect(root.read("run/pathplug/back-off")).toBe(`${next}\n`);
    expect(root.list("run/pathplug/queue")).toEqual(["again-sda", "again-sdb"]);
    expect(root.list("run/pathplug/parked")).toEqual([]);
  });

  it("moves nothing where all has gone meanwhile", () => {
    prepare();
    expect(root.run(shell, "retry.sh").status).toBe(0);
    expect(root.list("run/pathplug/queue")).toEqual([]);
  });
});
