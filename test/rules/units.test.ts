import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const root = new URL("../../", import.meta.url).pathname;
const read = (path: string) => readFileSync(`${root}${path}`, "utf8");

/** The number that a pattern captures in a file. */
function numberIn(path: string, pattern: RegExp): number {
  const found = pattern.exec(read(path))?.[1];
  if (found === undefined) throw new Error(`${path} has no ${pattern}`);
  return Number(found.replaceAll("_", ""));
}

const service = "units/pathplug-assemble.service";
/** When systemd gives up a device that fstab names, seconds (DefaultDeviceTimeoutSec=). */
const FSTAB = 90;

describe("pathplug-assemble.service", () => {
  const limit = numberIn(service, /^TimeoutStartSec=(\d+)s$/m);
  const interval = numberIn("worker/engine/alive.ts", /INTERVAL = ([\d_]+)/) / 1_000;
  const lock = numberIn(service, /^Environment=PATHPLUG_LOCK_PATIENCE=(\d+)$/m);

  it("gives a run as much time as the run asks for", () => {
    expect(numberIn("worker/engine/alive.ts", /PATIENCE = ([\d_]+)/)).toBe(limit * 1_000_000);
  });

  it("takes no run for one that hangs because it waits for the lock, or is slow to say that it goes on", () => {
    expect(limit).toBeGreaterThan(lock + interval + 10);
    expect(limit).toBeGreaterThan(3 * interval);
    expect(read("worker/scripts/launcher.sh")).toContain(`--timeout "\${PATHPLUG_LOCK_PATIENCE:-120}"`);
  });

  it("ends a run that hangs early enough for the stored tables to come before systemd gives up fstab's devices", () => {
    const stop = numberIn(service, /^TimeoutStopSec=(\d+)s$/m);
    const look = numberIn("worker/scripts/fallback.sh", /timeout -k 1 (\d+) "\$find"/);
    // Two waits where a program is stuck in the kernel; two looks at open files, one of which is on a dead server; then the tables
    // are loaded.
    expect(limit + 2 * stop + 2 * look + 20).toBeLessThan(FSTAB);
  });

  it("has time to wait before it begins", () => {
    expect(limit).toBeGreaterThan(numberIn("worker/scripts/pause.sh", /wait=(\d\d)$/m) + 10);
  });

  it("hears what the worker's children and what follows a failed run say", () => {
    expect(read(service)).toMatch(/^NotifyAccess=all$/m);
  });
});

describe("the order of a boot", () => {
  /** What a unit is ordered before or after. */
  const ordered = (unit: string, how: "Before" | "After"): readonly string[] =>
    [...read(`units/${unit}`).matchAll(new RegExp(`^${how}=(.*)$`, "gm"))].flatMap(([, units = ""]) =>
      units.split(" "),
    );

  it("arms the host before udevd looks at anything, and after nothing that comes behind udevd", () => {
    const before = ["systemd-udevd.service", "systemd-udev-trigger.service", "local-fs-pre.target"];
    expect(ordered("pathplug-arm.service", "Before")).toEqual(expect.arrayContaining(before));
    // systemd has the first before udevd itself, from 252 to 262.
    expect(ordered("pathplug-arm.service", "After")).toEqual([
      "systemd-tmpfiles-setup-dev.service",
      "pathplug-assemble.path",
    ]);
    expect(ordered("pathplug-assemble.path", "After")).toEqual([]);
  });

  it.each(["pathplug-arm.service", "pathplug-ready.target"])(
    "has %s come before what looks at disks once",
    (unit) => {
      const once = [
        "lvm2-activation-early.service",
        "lvm2-activation.service",
        "lvm2-monitor.service",
        "zfs-import-cache.service",
        "zfs-import-scan.service",
        "zfs-import.target",
        "mdmonitor.service",
        "local-fs-pre.target",
      ];
      expect(ordered(unit, "Before")).toEqual(expect.arrayContaining(once));
    },
  );
});

describe("the units that events start", () => {
  it.each(["assemble", "retry", "recheck", "requests"])("pathplug-%s cannot meet a limit", (name) => {
    expect(read(`units/pathplug-${name}.path`)).toMatch(/^TriggerLimitIntervalSec=0$/m);
    expect(read(`units/pathplug-${name}.service`)).toMatch(/^StartLimitIntervalSec=0$/m);
  });

  it.each(["assemble", "retry", "recheck", "requests"])(
    "pathplug-%s.service has no condition: it would be tried for ever",
    (name) => {
      expect(read(`units/pathplug-${name}.service`)).not.toMatch(/^Condition/m);
    },
  );

  it("what a Fibre Channel link tells waits for no audit, and starts one as often as it comes", () => {
    const told = read("units/pathplug-transport.service");
    expect(told).not.toContain("worker audit");
    expect(told).toMatch(/^ExecStart=-\/usr\/bin\/systemctl start --no-block pathplug-audit\.service$/m);
    expect(told.indexOf("recheck/transport")).toBeLessThan(told.indexOf("systemctl start"));
    expect(read("units/pathplug-audit.service")).toMatch(/^StartLimitIntervalSec=0$/m);
  });

  it("what is parked is watched from the first run on, and no boot without one has heard of it", () => {
    expect(read(service)).toMatch(
      /^Wants=pathplug-retry\.path pathplug-recheck\.path pathplug-pathless\.service pathplug-shutdown\.service pathplug-requests\.path$/m,
    );
    expect(read("units/pathplug-retry.path")).not.toMatch(/^WantedBy=/m);
    expect(read("units/pathplug-recheck.path")).not.toMatch(/^WantedBy=/m);
  });

  it.each([
    "retry.path",
    "retry.service",
    "recheck.path",
    "recheck.service",
    "requests.path",
    "requests.service",
    "pathless.service",
    "shutdown.service",
    "audit.timer",
    "transport.socket",
  ])("pathplug-%s outlives the end of an emergency shell", (unit) => {
    expect(read(`units/pathplug-${unit}`)).toMatch(/^IgnoreOnIsolate=yes$/m);
  });

  it.each(["assemble", "requests"])(
    "pathplug-%s.service sees which modules the kernel could load: they decide whether the host is armed, and of path selectors",
    (name) => {
      expect(read(`units/pathplug-${name}.service`)).not.toMatch(
        /^(ProtectKernelModules|InaccessiblePaths)=/m,
      );
    },
  );

  it("the longest back-off of parked markers fits into the time of its unit", () => {
    const limit = numberIn("units/pathplug-retry.service", /^TimeoutStartSec=(\d+)s$/m);
    expect(limit).toBeGreaterThan(numberIn("worker/scripts/retry.sh", /seconds=(\d\d\d)$/m) + 30);
  });
});

describe("a unit that starts the worker", () => {
  const started = readdirSync(`${root}units`).filter((unit) =>
    /^Exec\w+=\S*\/worker /m.test(unit.endsWith(".service") ? read(`units/${unit}`) : ""),
  );

  it("is one of several", () => {
    expect(started).toContain("pathplug-assemble.service");
    expect(started.length).toBeGreaterThan(5);
  });

  /** Where `qjs` is missing the worker runs on Node, whose JIT writes code and runs it: Node would be killed at its start. */
  it.each(started)("does not set MemoryDenyWriteExecute, which Node cannot live with: %s", (unit) => {
    expect(read(`units/${unit}`)).not.toMatch(/^\s*MemoryDenyWriteExecute\s*=/m);
  });
});

it("systemd's own checker is given units of every kind that there are", () => {
  const given = /^mapfile .*units\/\*\.service .*units\/\*\.\{(.*)\} /m.exec(
    read("test/rig/cases/rules-verify.sh"),
  )?.[1];
  const kinds = readdirSync(`${root}units`).map((unit) => unit.slice(unit.lastIndexOf(".") + 1));
  // The catalog of the journal and the file for tmpfiles are no units.
  const others = new Set(kinds.filter((kind) => !["service", "catalog", "conf"].includes(kind)));
  expect(given?.split(",")).toEqual([...others].sort());
});
