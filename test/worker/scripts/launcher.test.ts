import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FakeRoot, shells } from "./fake-root.ts";

const ARMED = "run/pathplug/armed";

let root: FakeRoot;
beforeEach(() => {
  root = new FakeRoot({ [ARMED]: "" });
  root.fake(
    "qjs",
    'case $3 in "$FAILS") exit 3 ;; esac\n[ "$3" != arm ] || : >"$PATHPLUG_ROOT/run/pathplug/armed"',
  );
  root.fake("node", "");
  // Its options, the lock, then the program.
  root.fake(
    "flock",
    'while :; do case $1 in "$PATHPLUG_ROOT"/run/pathplug/*lock) break ;; esac; shift; done\nshift\nexec "$@"',
  );
});
afterEach(() => root.remove());

/** The programs that the launcher started for these words, without the lock's. */
function launched(shell: readonly string[], argv: readonly string[], environment: NodeJS.ProcessEnv = {}) {
  const { status, calls } = root.run(shell, "launcher.sh", argv, environment);
  return { status, calls: calls.filter((call) => !call.startsWith("flock ")) };
}

describe.each(shells.map((shell) => [shell.join(" "), shell] as const))("the launcher in %s", (_, shell) => {
  it.each([
    ["assemble", "worker.js"],
    ["recheck", "recheck.js"],
    ["audit", "recheck.js"],
    ["wait", "boot.js"],
    ["remember", "boot.js"],
    ["freeze", "boot.js"],
    ["serve", "serve.js"],
    ["rename", "serve.js"],
    ["plan", "serve.js"],
    ["arm", "serve.js"],
    ["give-back", "serve.js"],
  ])("has %s done by %s", (command, program) => {
    expect(launched(shell, [command, "--all"]).calls).toEqual([
      `qjs --std /libexec/${program} ${command} --all`,
    ]);
  });

  it("has a second recheck wait for the first, however long that takes", () => {
    const { calls } = root.run(shell, "launcher.sh", ["recheck"]);
    expect(calls[0]).toMatch(/^flock --exclusive --no-fork \S*\/run\/pathplug\/recheck\.lock qjs /);
  });

  it.each(["wait", "audit", "freeze"])("takes no lock for %s", (command) => {
    expect(root.run(shell, "launcher.sh", [command]).calls).toHaveLength(1);
  });

  it("takes Node where it is asked for", () => {
    expect(launched(shell, ["assemble"], { PATHPLUG_ENGINE: "node" }).calls).toEqual([
      "node /libexec/worker.js assemble",
    ]);
  });

  it("waits for the lock as long as the unit says", () => {
    const { calls } = root.run(shell, "launcher.sh", ["assemble"], { PATHPLUG_LOCK_PATIENCE: "20" });
    expect(calls[0]).toContain("--timeout 20 --conflict-exit-code 75 /run/pathplug/lock ");
  });

  describe("where a failure has left the host disarmed", () => {
    beforeEach(() => {
      root.drop(ARMED);
      root.put("run/pathplug/disarmed-by-failure", "");
    });

    it("arms it before it assembles", () => {
      expect(launched(shell, ["assemble"]).calls).toEqual([
        "qjs --std /libexec/serve.js arm",
        "qjs --std /libexec/worker.js assemble",
      ]);
    });

    it("does not assemble where that fails: the run has failed", () => {
      expect(launched(shell, ["assemble"], { FAILS: "arm" })).toEqual({
        status: 3,
        calls: ["qjs --std /libexec/serve.js arm"],
      });
    });

    it("does not arm a host that is armed", () => {
      root.put(ARMED, "");
      expect(launched(shell, ["assemble"]).calls).toEqual(["qjs --std /libexec/worker.js assemble"]);
    });

    it("gives back what was claimed where arming stands back, and leaves the rest to the run", () => {
      root.fake("qjs", "");
      expect(launched(shell, ["assemble"]).calls).toEqual([
        "qjs --std /libexec/serve.js arm",
        "qjs --std /libexec/serve.js give-back",
        "qjs --std /libexec/worker.js assemble --returned",
      ]);
    });

    it("arms nothing for what is no assembly", () => {
      expect(launched(shell, ["recheck"]).calls).toEqual(["qjs --std /libexec/recheck.js recheck"]);
    });
  });

  describe("where nobody has armed the host", () => {
    beforeEach(() => root.drop(ARMED));

    it("gives back what was claimed, before the run drops what waits", () => {
      expect(launched(shell, ["assemble"]).calls).toEqual([
        "qjs --std /libexec/serve.js give-back",
        "qjs --std /libexec/worker.js assemble --returned",
      ]);
    });

    it("does not assemble where that fails: the run has failed", () => {
      expect(launched(shell, ["assemble"], { FAILS: "give-back" })).toEqual({
        status: 3,
        calls: ["qjs --std /libexec/serve.js give-back"],
      });
    });
  });
});
