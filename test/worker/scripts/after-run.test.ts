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
/** What comes first of all that takes its time: the unit's TimeoutStopSec= is short. */
const EXTENDED = "systemd-notify EXTEND_TIMEOUT_USEC=120000000";
const busy = { SERVICE_RESULT: "exit-code", EXIT_CODE: "exited", EXIT_STATUS: "75" };
const died = { SERVICE_RESULT: "exit-code", EXIT_CODE: "exited", EXIT_STATUS: "70" };
const hung = { SERVICE_RESULT: "timeout", EXIT_CODE: "killed", EXIT_STATUS: "KILL" };
const stuck = { SERVICE_RESULT: "timeout" };

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

  it.each<[string, NodeJS.ProcessEnv]>([
    ["while it worked", { SERVICE_RESULT: "signal", EXIT_CODE: "killed", EXIT_STATUS: "TERM" }],
    ["while it waited to begin", { SERVICE_RESULT: "success" }],
  ])("a run that somebody has stopped %s is no failure", (_when, stopped) => {
    prepare({ [FAILURES]: "1\n" });
    expect(root.run(shell, "after-run.sh", [], stopped).calls).toEqual([]);
    expect(root.read(FAILURES)).toBe("1\n");
  });

  it.each<[string, string | undefined, NodeJS.ProcessEnv, string, string]>([
    ["the first", undefined, died, "1", ""],
    ["the second in a row", "1", died, "2", "fallback "],
    ["the third", "2", died, "3", "fallback --give-back"],
    ["the fourth", "3", died, "4", "fallback --give-back"],
    ["the fifth", "4", died, "5", "fallback --give-back"],
    ["the hundredth", "99", died, "100", "fallback --give-back"],
    ["the first that found another run at work", undefined, busy, "1", ""],
    ["the second of these", "1", busy, "1", "fallback "],
    ["another one behind two that failed", "2", busy, "1", "fallback "],
    ["the first, by hanging", undefined, hung, "2", "fallback "],
    ["the first, stuck in the kernel", undefined, stuck, "2", "fallback "],
    ["the second, by hanging", "2", hung, "3", "fallback --give-back"],
    ["the first, killed", undefined, { ...hung, SERVICE_RESULT: "signal" }, "1", ""],
    ["the first, without an engine", undefined, { ...died, EXIT_STATUS: "69" }, "2", "fallback "],
    ["the first, without flock", undefined, { ...died, EXIT_STATUS: "127" }, "2", "fallback "],
    ["the first, without a launcher", undefined, { ...died, EXIT_STATUS: "203" }, "2", "fallback "],
    ["the first after a count that makes no sense", "$(reboot)", died, "1", ""],
    ["the first after a count with a zero in front", "08", died, "1", ""],
  ])("%s that failed is counted and replaced", (_, before, environment, count, fallback) => {
    prepare(before === undefined ? {} : { [FAILURES]: `${before}\n` });
    const { status, calls, said, stderr } = root.run(shell, "after-run.sh", [], environment);
    expect(status).toBe(0);
    expect(root.read(FAILURES)).toBe(`${count}\n`);
    expect(calls).toEqual(fallback === "" ? [EXTENDED] : [EXTENDED, fallback]);
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(/^4 worker-failed the worker has failed /);
    expect(stderr).toBe("");
  });

  it("replaces it on a host that the next run is to arm: what is claimed there is nobody's", () => {
    prepare({ [FAILURES]: "2\n", "run/pathplug/disarmed-by-failure": "" });
    root.drop("run/pathplug/armed");
    expect(root.run(shell, "after-run.sh", [], died).calls).toEqual([EXTENDED, "fallback --give-back"]);
  });

  it("takes a run for the third that failed where a full /run could not count", () => {
    prepare({ [FAILURES]: "" });
    expect(root.run(shell, "after-run.sh", [], died).calls).toEqual([EXTENDED, "fallback --give-back"]);
  });

  it("has nothing to replace on a host that is not armed", () => {
    prepare({ [FAILURES]: "9\n" });
    root.drop("run/pathplug/armed");
    expect(root.run(shell, "after-run.sh", [], died).calls).toEqual([EXTENDED]);
    expect(root.read(FAILURES)).toBe("10\n");
  });
});

describe.each(shells.map((shell) => [shell.join(" "), shell] as const))("pause in %s", (_, shell) => {
  it.each([
    ["after the first failure", "1", "2"],
    ["after the second", "2", "4"],
    ["after the fourth", "4", "16"],
    ["after the fifth", "5", "30"],
    ["after the hundredth", "100", "30"],
  ])("%s, waits", (_when, failures, seconds) => {
    prepare({ [FAILURES]: `${failures}\n` });
    expect(root.run(shell, "pause.sh").calls).toEqual([`sleep ${seconds}`]);
  });

  it("waits long where a full /run could not count", () => {
    prepare({ [FAILURES]: "" });
    expect(root.run(shell, "pause.sh").calls).toEqual(["sleep 30"]);
  });

  it.each([
    ["where no run has failed", {}],
    ["after a count that makes no sense", { [FAILURES]: "$(reboot)\n" }],
  ])("%s, costs no other process and says nothing", (_when, files) => {
    prepare(files);
    expect(root.run(shell, "pause.sh")).toEqual({ status: 0, stderr: "", said: [], calls: [] });
  });
});

describe.each(shells.map((shell) => [shell.join(" "), shell] as const))("retry in %s", (_, shell) => {
  /** A clock that passes while somebody sleeps, and begins when what is parked has been. */
  const withClock = (files: Readonly<Record<string, string>> = {}): void => {
    prepare({ ...files, clock: `${Math.floor(Date.now() / 1_000)}\n` });
    root.fake("sleep", 'read -r now <"$PATHPLUG_ROOT/clock"; echo "$((now + $1))" >"$PATHPLUG_ROOT/clock"');
    root.program("bin/date", 'cat "$PATHPLUG_ROOT/clock"');
  };
  const waited = (calls: readonly string[]): number => calls.filter((call) => call === "sleep 5").length * 5;

  it.each<[string, string, number, string]>([
    ["5 s at first", "", 5, "10"],
    ["twice as long each time", "40\nagain-sda 40\nagain-sdb 40\n", 40, "80"],
    ["at most 300 s", "160\nagain-sda 160\nagain-sdb 160\n", 160, "300"],
    ["300 s for good", "300\nagain-sda 300\nagain-sdb 300\n", 300, "300"],
    ["5 s where what is written makes no sense", "-1; reboot\nagain-sda $(reboot)\n", 5, "10"],
    ["5 s where it would be more than 300", "3000\nagain-sda 3000\n", 5, "10"],
  ])("waits %s, then moves what is parked to the queue", (_, before, seconds, next) => {
    withClock({ "run/pathplug/back-off": before });
    for (const name of ["again-sda", "again-sdb"]) root.put(`run/pathplug/parked/${name}`, "");
    const { status, stderr, said, calls } = root.run(shell, "retry.sh");
    expect({ status, stderr, said }).toEqual({ status: 0, stderr: "", said: [] });
    // Between two seconds of the clock the marker may have been put.
    expect(Math.abs(waited(calls) - seconds)).toBeLessThanOrEqual(5);
    expect(root.lines("run/pathplug/back-off")).toEqual([next, `again-sda ${next}`, `again-sdb ${next}`]);
    expect(root.list("run/pathplug/queue")).toEqual(["again-sda", "again-sdb"]);
    expect(root.list("run/pathplug/parked")).toEqual([]);
  });

  it("has one that is parked for the first time wait for none that has failed for long", () => {
    withClock({ "run/pathplug/back-off": "300\nagain-sda 300\nagain-sdz 80\nagain-sdy 40\n" });
    for (const name of ["parked/again-sda", "parked/again-sdb", "taken/again-sdy"])
      root.put(`run/pathplug/${name}`, "");
    const { calls } = root.run(shell, "retry.sh");
    expect(waited(calls)).toBeLessThanOrEqual(10);
    expect(root.list("run/pathplug/queue")).toEqual(["again-sdb"]);
    expect(root.list("run/pathplug/parked")).toEqual(["again-sda"]);
    // What was finished is forgotten.
    expect(root.lines("run/pathplug/back-off")).toEqual([
      "10",
      "again-sdb 10",
      "again-sda 300",
      "again-sdy 40",
    ]);
  });

  it("moves nothing where all has gone meanwhile", () => {
    prepare();
    expect(root.run(shell, "retry.sh").status).toBe(0);
    expect(root.list("run/pathplug/queue")).toEqual([]);
  });
});
