import { describe, expect, it } from "vitest";
import type { Check } from "../../../core/diagnostic/check.ts";
import { noMarkers } from "../../../core/plan/markers.ts";
import { readLiveMaps } from "../../../host/device-mapper/live-maps.ts";
import {
  checkFailures,
  checkLeft,
  checkMarkers,
  checkSuspended,
  checkUnwritten,
} from "../../../host/doctor/situation.ts";
import { readUnitStates, type UnitState } from "../../../host/doctor/unit-states.ts";
import { checkUnits } from "../../../host/doctor/units.ts";
import { readMarkers } from "../../../host/run/markers.ts";
import { newRoot, treeSystem, writeFiles } from "../tree-system.ts";

type Files = Readonly<Record<string, string>>;

function systemOf(files: Files, programs: Files = {}) {
  const root = newRoot();
  writeFiles(root, { "/etc/hostname": "", ...files });
  return treeSystem(root, programs).system;
}

/** Verdict, subject and message of each, and the commands that its hint names. */
const told = (checks: readonly Check[]): readonly string[] =>
  checks.map(({ verdict, subject, message, hint = "" }) =>
    [
      `${verdict} ${subject}: ${message}`,
      ...[...hint.matchAll(/`([^`]+)`/g)].map(([, command]) => command),
    ].join("; "),
  );

const owned = { "/etc/pathplug/owner": "pathplug\n" };

const unit = (name: string, more: Partial<UnitState> = {}): UnitState => ({
  unit: name,
  load: "loaded",
  active: "inactive",
  result: "success",
  file: "enabled",
  before: ["local-fs-pre.target"],
  ...more,
});
const path = "pathplug-assemble.path";
const service = "pathplug-assemble.service";
const retry = "pathplug-retry.path";
const arm = "pathplug-arm.service";
const audit = "pathplug-audit.timer";
/** A map that has a path. */
const map = { "/sys/block/dm-0/dm/uuid": "mpath-3600a\n", "/sys/block/dm-0/slaves/sda/dev": "8:0\n" };

describe("doctor of units", () => {
  it.each<readonly [string, Files, UnitState, readonly string[]]>([
    ["that runs", owned, unit(path, { active: "active" }), ["ok units: all as they have to be"]],
    ["of a host that nobody owns", {}, unit(path, { file: "disabled" }), ["ok units: all there"]],
    [
      "that is masked, whoever owns the host",
      {},
      unit(arm, { load: "masked" }),
      [`bad ${arm}: is masked; systemctl unmask ${arm}; systemctl start ${arm}`],
    ],
    ["that is not there", {}, unit(path, { load: "not-found" }), [`bad ${path}: is not installed`]],
    [
      "that watches and met its limit",
      owned,
      unit(path, { active: "failed", result: "unit-start-limit-hit" }),
      [
        `bad ${path}: has failed (unit-start-limit-hit): no event starts the worker; systemctl reset-failed ${path}; systemctl start ${path}`,
      ],
    ],
    [
      "that watches and was stopped",
      owned,
      unit(path),
      [`bad ${path}: is not running: no event starts the worker; systemctl start ${path}`],
    ],
    [
      "that watches what is parked, before anything was",
      owned,
      unit(retry),
      ["ok units: all as they have to be"],
    ],
    [
      "that watches what is parked, and was stopped",
      { ...owned, "/run/pathplug/parked/again-sda": "" },
      unit(retry),
      [
        `bad ${retry}: is not running: what could not be finished is not tried again; systemctl start ${retry}`,
      ],
    ],
    [
      "that looks after idle paths, while there is no map",
      owned,
      unit(audit, { file: "static" }),
      ["ok units: all as they have to be"],
    ],
    [
      "that looks after idle paths, and was stopped",
      { ...owned, ...map },
      unit(audit, { file: "static" }),
      [
        `bad ${audit}: is not running: a path that dies while nothing uses it is noticed only when it is needed; systemctl start ${audit}`,
      ],
    ],
    [
      "that looks after idle paths, and is switched off",
      owned,
      unit(audit, { load: "masked" }),
      [
        `warn ${audit}: is switched off: a path that dies while nothing uses it is noticed only when it is needed; systemctl unmask ${audit}; systemctl start ${audit}`,
      ],
    ],
    [
      "that starts just now",
      owned,
      unit(path, { active: "activating" }),
      ["ok units: all as they have to be"],
    ],
    [
      "that is one run and failed",
      owned,
      unit(service, { active: "failed", result: "timeout" }),
      [`bad ${service}: has failed (timeout); journalctl -b -u ${service}`],
    ],
    [
      "that is one run, has worked and could not be ended",
      owned,
      unit(service, { active: "failed", result: "timeout", hasWorked: true }),
      [`warn ${service}: has done its work, but could not be ended in time; pathplug doctor`],
    ],
    [
      "that is one run and was killed after its time, whatever the one before it did",
      owned,
      unit(service, { active: "failed", result: "exit-code", hasWorked: true }),
      [`bad ${service}: has failed (exit-code); journalctl -b -u ${service}`],
    ],
    [
      "that is one run and failed, where the failures are counted",
      { ...owned, "/run/pathplug/failures": "1\n" },
      unit(service, { active: "failed", result: "timeout" }),
      ["ok units: all as they have to be"],
    ],
    [
      "that a boot does not start",
      owned,
      unit(arm, { file: "disabled" }),
      [`bad ${arm}: is not enabled: after a reboot nothing is claimed; systemctl enable ${arm}`],
    ],
    [
      "that the package's own link starts",
      { ...owned, [`/usr/lib/systemd/system/sysinit.target.wants/${arm}`]: "" },
      unit(arm, { file: "disabled" }),
      ["ok units: all as they have to be"],
    ],
  ])("tells of one %s", (_, files, state, expected) => {
    const checks = checkUnits(systemOf(files), [state]).filter(({ code }) => code !== "boot-order");
    expect(told(checks)).toEqual(expected);
  });

  it.each<readonly [string, Partial<UnitState>, string]>([
    [
      "does not wait for file systems",
      { defaultDependencies: false },
      "ok boot order: maps are made before file systems are mounted",
    ],
    [
      "has systemd's own dependencies",
      { defaultDependencies: true },
      `bad ${path}: waits for file systems, which wait for maps; systemctl cat ${path}`,
    ],
    [
      "comes before nothing",
      { before: ["shutdown.target"] },
      `bad ${path}: waits for file systems, which wait for maps; systemctl cat ${path}`,
    ],
    [
      "is not there",
      { load: "not-found", before: [] },
      "ok boot order: maps are made before file systems are mounted",
    ],
  ])("tells of the order at boot of one that %s", (_, more, expected) => {
    const checks = checkUnits(systemOf({}), [unit(path, more)]).filter(({ code }) => code === "boot-order");
    expect(told(checks)).toEqual([expected]);
  });

  it("has nothing against a machine that was recorded without them", async () => {
    expect(told(checkUnits(systemOf(owned), undefined))).toEqual(["ok units: not known of this machine"]);
  });

  it("reads what systemctl says, and knows nothing where it fails", async () => {
    const said = `printf 'Id=${path}\\nLoadState=loaded\\nActiveState=failed\\nResult=x\\nExecMainCode=1\\nExecMainStatus=0\\nUnitFileState=enabled\\nDefaultDependencies=yes\\nBefore=a b\\n\\nId=${arm}\\nLoadState=masked\\nActiveState=inactive\\nResult=success\\nExecMainCode=2\\nExecMainStatus=0\\nUnitFileState=masked\\n'`;
    expect(await readUnitStates(systemOf({}, { systemctl: said }))).toEqual([
      unit(path, {
        active: "failed",
        result: "x",
        hasWorked: true,
        defaultDependencies: true,
        before: ["a", "b"],
      }),
      unit(arm, { load: "masked", file: "masked", before: [""] }),
    ]);
    expect(await readUnitStates(systemOf({}, { systemctl: "exit 1" }))).toBeUndefined();
  });
});

describe("doctor of markers", () => {
  it.each([
    ["none", {}, ["ok queue: empty", "ok parked: nothing"]],
    [
      "one that came just now",
      { queued: [{ name: "sda", age: 1 }] },
      ["ok queue: sda: looked at soon", "ok parked: nothing"],
    ],
    [
      "one that nobody looks at",
      {
        queued: [
          { name: "sda", age: 9 },
          { name: "sdb", age: 3_600 },
        ],
      },
      [
        "bad queue: sda sdb: not looked at for 60 min; systemctl status pathplug-assemble.service; pathplug assemble",
        "ok parked: nothing",
      ],
    ],
    [
      "some that are parked",
      {
        parked: [
          { name: "sda", age: 30 },
          { name: "sdb", age: 200_000 },
        ],
      },
      [
        "ok queue: empty",
        "warn sda sdb: put aside for 2 days, tried again by itself; journalctl PATHPLUG_DEV=sda; pathplug assemble",
      ],
    ],
    [
      "some whose age nobody recorded",
      { parked: [{ name: "sda" }] },
      [
        "ok queue: empty",
        "warn sda: put aside, tried again by itself; journalctl PATHPLUG_DEV=sda; pathplug assemble",
      ],
    ],
  ])("tells of %s", (_, markers, expected) => {
    expect(told(checkMarkers({ ...noMarkers, ...markers }))).toEqual(expected);
  });

  it("reads them where they lie, in natural order, each with its age", () => {
    const system = systemOf({
      "/run/pathplug/queue/sdb": "",
      "/run/pathplug/taken/sda": "",
      "/run/pathplug/parked/again-sdaa": "",
      "/run/pathplug/parked/again-sdz": "",
      "/run/pathplug/in-use/17": "",
      "/run/pathplug/removed/3600": "4 5",
    });
    const now = system.now();
    const markers = readMarkers({ ...system, now: () => now }, (file) =>
      file.startsWith("/run/pathplug/parked/") ? now - 5_000 : undefined,
    );
    expect(markers).toEqual({
      inUse: new Set(["17"]),
      queued: [{ name: "sda" }, { name: "sdb" }],
      parked: [
        { name: "sdz", age: 5 },
        { name: "sdaa", age: 5 },
      ],
      removed: new Set(["3600"]),
    });
  });
});

describe("doctor of the worker and the registry", () => {
  it.each<readonly [string, Files, string]>([
    ["none", {}, "ok worker: its last run ended well"],
    ["what is no number", { "/run/pathplug/failures": "x\n" }, "ok worker: its last run ended well"],
    [
      "one failure",
      { "/run/pathplug/failures": "1\n" },
      "warn worker: its last run failed, and is repeated; journalctl -b -u pathplug-assemble.service; pathplug assemble",
    ],
    [
      "several failures",
      { "/run/pathplug/failures": "4\n" },
      "bad worker: its last 4 runs failed: known LUNs have maps from stored tables, without any policy; journalctl -b -u pathplug-assemble.service; pathplug assemble",
    ],
    [
      "a host that was disarmed for it",
      { "/run/pathplug/failures": "4\n", "/run/pathplug/disarmed-by-failure": "" },
      "bad worker: its last 4 runs failed: the host is disarmed until one works, and disks without a map were given back; journalctl -b -u pathplug-assemble.service; pathplug assemble",
    ],
  ])("tells of %s", (_, files, expected) => {
    expect(told([checkFailures(systemOf(files))])).toEqual([expected]);
  });

  it("tells of what a reboot would forget", () => {
    const one = { "/run/pathplug/luns.d/naa.6001": "", "/run/pathplug/luns.d/naa.6001.new": "" };
    expect(checkUnwritten(systemOf({}))).toMatchObject({ verdict: "ok" });
    expect(checkUnwritten(systemOf(one))).toMatchObject({
      verdict: "warn",
      message: expect.stringMatching(/^one file waits/),
    });
    const two = { ...one, "/run/pathplug/luns.d/naa.6002": "" };
    expect(checkUnwritten(systemOf(two))).toMatchObject({
      verdict: "warn",
      message: expect.stringMatching(/^2 files wait/),
    });
  });

  it("tells of a map that lets no I/O through", async () => {
    const maps = await readLiveMaps(
      systemOf({
        "/sys/block/dm-0/dm/uuid": "mpath-3600a\n",
        "/sys/block/dm-0/dm/name": "data\n",
        "/sys/block/dm-0/dm/suspended": "1\n",
        "/sys/block/dm-1/dm/uuid": "mpath-3600b\n",
        "/sys/block/dm-1/dm/name": "other\n",
        "/sys/block/dm-1/dm/suspended": "0\n",
      }),
    );
    expect(told(checkSuspended(maps))).toEqual([
      "bad data: all that is read or written through it waits; dmsetup resume data",
    ]);
    expect(checkSuspended(maps.slice(1))).toMatchObject([{ verdict: "ok" }]);
  });

  it("tells who keeps which disks", () => {
    expect(checkLeft([])).toMatchObject([{ verdict: "ok" }]);
    const left = [{ devs: ["sda", "sdb"], use: "sda1 is mounted on /srv" }];
    expect(told(checkLeft(left))).toEqual([
      "warn sda sdb: left to the system: sda1 is mounted on /srv; pathplug assemble",
    ]);
  });
});
