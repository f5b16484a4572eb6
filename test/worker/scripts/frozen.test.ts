import { afterEach, describe, expect, it } from "vitest";
import type { FakeRoot } from "./fake-root.ts";
import { shells } from "./fake-root.ts";
import { NAA, rootWithLun, WWID } from "./known-lun.ts";

const ARMED = "run/pathplug/armed";
const WANTED = `etc/pathplug/frozen/naa.${NAA}`;

let root: FakeRoot;
afterEach(() => root.remove());

/** An initramfs with one known LUN, whose worker does what the body says. */
function initramfs(worker: string | undefined, files: Readonly<Record<string, string>> = {}): FakeRoot {
  root = rootWithLun({ "proc/cmdline": "root=/dev/vg/root quiet\n", "dev/kmsg": "", [WANTED]: "", ...files });
  root.drop(ARMED);
  root.fake("setsid", "");
  root.fake("modprobe", "exit 1");
  root.program("libexec/fallback", 'echo "fallback" >>"$PATHPLUG_ROOT/calls"');
  if (worker === undefined) return root;
  root.fake("qjs", "");
  root.put("libexec/worker.js", "");
  root.program("libexec/worker", `echo "worker $*" >>"$PATHPLUG_ROOT/calls"\n${worker}`);
  return root;
}

const arms = 'echo PATHPLUG_MODE=known >"$PATHPLUG_ROOT/run/pathplug/armed"';
const workerCalls = (calls: readonly string[]) => calls.filter((call) => /^(worker|fallback)/.test(call));

describe.each(shells.map((shell) => [shell.join(" "), shell] as const))("frozen in %s", (_, shell) => {
  const begin = () => {
    const { stderr, status } = root.run(shell, "frozen.sh", ["begin"]);
    expect([stderr, status]).toEqual(["", 0]);
    return { armed: root.read(ARMED), watches: root.read("run/pathplug/frozen/watch") !== undefined };
  };

  it("has the worker arm the host, and watches", () => {
    initramfs(arms);
    expect(begin()).toEqual({ armed: "PATHPLUG_MODE=known\n", watches: true });
    expect(root.list("run/pathplug")).toEqual(
      expect.arrayContaining(["frozen", "queue", "rechecking", "swapping"]),
    );
  });

  it.each([
    ["no engine", undefined],
    ["a worker that fails", "exit 70"],
  ])("with %s claims what the registry knows, and nothing else", (_what, worker) => {
    initramfs(worker);
    expect(begin()).toEqual({ armed: "PATHPLUG_ARMED=1\nPATHPLUG_MODE=listed\n", watches: true });
  });

  it("does nothing where the worker finds that the host must not be armed", () => {
    initramfs("exit 0");
    expect(begin()).toEqual({ armed: undefined, watches: false });
  });

  it.each(["nompath", "multipath=off", "rd.multipath=0", "rd.multipath=no"])(
    "does nothing with the word %s",
    (word) => {
      initramfs(arms, { "proc/cmdline": `root=/dev/sda1 ${word} quiet\n` });
      expect(begin()).toEqual({ armed: undefined, watches: false });
    },
  );

  it.each(["PATHPLUG_OWNER=multipathd\n", "# pathplug\nnone\n", ""])(
    "does nothing on a host of others: %j",
    (owner) => {
      initramfs(arms, { "etc/pathplug/owner": owner });
      expect(begin()).toEqual({ armed: undefined, watches: false });
    },
  );

  it("runs the worker while anything is to be done, and the fallback where that fails", () => {
    const ends = 'rmdir "$PATHPLUG_ROOT/run/pathplug/frozen"';
    initramfs(
      `rm -f "$PATHPLUG_ROOT"/run/pathplug/queue/*\n[ -e "$PATHPLUG_ROOT/failed" ] || { : >"$PATHPLUG_ROOT/failed"; exit 70; }\n${ends}`,
      {
        "run/pathplug/queue/sda": "",
        "run/pathplug/taken/sdb": "",
        "run/pathplug/frozen/.keep": "",
      },
    );
    root.drop("run/pathplug/frozen/.keep");
    const { calls, stderr } = root.run(shell, "frozen.sh", ["watch"]);
    expect(workerCalls(calls)).toEqual(["worker assemble", "fallback", "worker assemble"]);
    expect(stderr).toBe("");
  });

  it("waits until the map stands that boot needs, and says what is missing", () => {
    const sleeps = (files: Readonly<Record<string, string>>) => {
      root?.remove();
      initramfs(arms, { "run/pathplug/frozen/watch": "", ...files });
      const { calls } = root.run(shell, "frozen.sh", ["wait"]);
      return [calls.filter((call) => call.startsWith("sleep")).length, root.read("dev/kmsg")];
    };
    root = initramfs(arms);
    const map = { "sys/block/dm-0/dm/uuid": `mpath-${WWID}\n` };
    expect(sleeps(map)).toEqual([0, ""]);
    expect(sleeps({})).toEqual([30, "<5>pathplug: these disks have no map yet: sda sdb\n"]);
    const foreign = { "etc/pathplug/frozen/naa.5": "", ...map };
    expect(sleeps(foreign)).toEqual([0, ""]);
  });

  it("waits 10 s for a first path, and not at all where boot needs no map, or nothing began", () => {
    initramfs(arms, { "run/pathplug/frozen/watch": "" });
    for (const dev of ["sda", "sdb"]) root.put(`sys/block/${dev}/device/wwid`, "naa.5b2\n");
    const waited = () =>
      root.run(shell, "frozen.sh", ["wait"]).calls.filter((call) => call.startsWith("sleep")).length;
    expect(waited()).toBe(10);
    root.drop(WANTED);
    expect(waited()).toBe(0);
    root.put(WANTED, "");
    root.drop("run/pathplug/frozen/watch");
    root.run(shell, "frozen.sh", ["end"]);
    expect(waited()).toBe(0);
  });

  it("has maps made of all LUNs where the root is not found for 10 s, once", () => {
    initramfs(arms, { [ARMED]: "" });
    root.put(ARMED, "PATHPLUG_ARMED=1\n");
    for (let second = 0; second < 10; second += 1) root.run(shell, "frozen.sh", ["all"]);
    expect([root.read(WANTED), root.list("run/pathplug/queue")]).toEqual(["", []]);
    root.run(shell, "frozen.sh", ["all"]);
    expect([root.read(WANTED), root.list("run/pathplug/queue")]).toEqual([undefined, ["all"]]);
    expect(root.read("dev/kmsg")).toContain("the root is not found");
    root.drop("run/pathplug/queue/all");
    root.run(shell, "frozen.sh", ["all"]);
    expect(root.list("run/pathplug/queue")).toEqual([]);
  });

  it("has none made at once but where that is asked for, and none on a host that is not armed", () => {
    initramfs(arms);
    root.run(shell, "frozen.sh", ["all", "0"]);
    expect([root.read(WANTED), root.list("run/pathplug/queue")]).toEqual(["", []]);
    root.put(ARMED, "");
    root.run(shell, "frozen.sh", ["all", "0"]);
    expect([root.read(WANTED), root.list("run/pathplug/queue")]).toEqual([undefined, ["all"]]);
  });

  it("leaves nothing behind at its end, and kills what does not end by itself", () => {
    initramfs(arms, {
      "run/pathplug/frozen/recheck": "999999999\n",
      "run/pathplug/frozen/watch": "999999998\n",
    });
    expect(root.run(shell, "frozen.sh", ["end"]).status).toBe(0);
    expect(root.list("run/pathplug").filter((name) => name.includes("frozen"))).toEqual([]);
  });
});
