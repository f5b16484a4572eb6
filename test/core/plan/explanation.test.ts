import { describe, expect, it } from "vitest";
import { claimChange } from "../../../core/claim/changes.ts";
import { claimReasons } from "../../../core/claim/reason.ts";
import { claimText, explainPath } from "../../../core/plan/explanation.ts";
import { durationText, type Markers, noMarkers } from "../../../core/plan/markers.ts";
import { planMachine } from "../../../core/plan/plan-machine.ts";
import { readMachine } from "../../../host/machine.ts";
import type { DiskSpec } from "../../machines/disk.ts";
import { type MachineSpec, memorySystem } from "../../machines/machine.ts";
import { leftLun, parkedLun } from "../../machines/situations.ts";
import { shippedProfiles } from "../../worker/simulated/simulated-run.ts";

async function explained(spec: MachineSpec, markers: Partial<Markers> = {}, dev = "sda") {
  const [machine, profiles] = [await readMachine(memorySystem(spec)), await shippedProfiles];
  const explanation = explainPath(
    machine,
    profiles,
    planMachine(machine, profiles),
    { ...noMarkers, ...markers },
    dev,
  );
  if (explanation === undefined) throw new Error(`${dev} is not there`);
  return explanation;
}

/** The same machine with disks that differ, and without the files of these names. */
const changed = (
  spec: MachineSpec,
  more: Partial<DiskSpec>,
  files: Record<string, string> = {},
): MachineSpec => ({
  disks: spec.disks.map((disk) => ({ ...disk, ...more })),
  files: { ...spec.files, ...files },
});

const ID = "naa.624a9370bd452205599f429100011401";
const free = { "/proc/self/mountinfo": "" };

describe("what changes a verdict", () => {
  it.each(claimReasons)("is said for %s: a command, or why there is none", (reason) => {
    expect(claimChange(reason)).toMatch(/`\w|^nothing: |^boot without |^the array gives /);
  });
});

describe("an explanation", () => {
  it("names the marker by which the rule leaves a disk: its own before its LUN's", async () => {
    expect(await explained(leftLun, { inUse: new Set(["1", ID]) })).toMatchObject({ marker: "1" });
    expect(await explained(leftLun, { inUse: new Set([ID]) })).toMatchObject({ marker: ID });
    expect((await explained(leftLun, { inUse: new Set(["2", "naa.1"]) })).marker).toBeUndefined();
  });

  it("says of a LUN whose map was removed what brings it back", async () => {
    const { wwid = "", waiting } = await explained(parkedLun);
    expect(waiting.join()).not.toContain("removed");
    const removed = await explained(parkedLun, { removed: new Set([wwid]) });
    expect(removed.waiting).toEqual([
      "`pathplug assemble`, `ensure` or a new path: its map was removed while its disks stayed",
    ]);
  });

  it("says of a mark that has outlived its use that it has", async () => {
    const explanation = await explained(changed(leftLun, {}, free), { inUse: new Set([ID]) });
    expect(explanation.claim).toEqual({ claimed: false, reason: "in-use" });
    expect(claimText(explanation).text).toMatch(/nobody uses it any more/);
    expect(claimText(explanation).change).toContain("`pathplug assemble`");
  });

  it.each<readonly [string, MachineSpec, unknown]>([
    ["as the rule would decide now", parkedLun, undefined],
    [
      "to leave it, and nobody uses it any more",
      changed(leftLun, {}, free),
      { claimed: false, reason: "in-use" },
    ],
    [
      "to leave it, before the host was armed",
      changed(parkedLun, { udev: { ID_SERIAL: "x" } }),
      { claimed: false },
    ],
    [
      "to claim it, and it is in use now",
      changed(parkedLun, {}, { "/proc/swaps": "Filename\n/dev/sda partition 1 0 -1\n" }),
      { claimed: true, reason: "first-path" },
    ],
  ])("compares with what udev decided at the last event: %s", async (_, spec, decided) => {
    expect((await explained(spec)).decided).toEqual(decided);
  });

  const registered = (paths: number): Record<string, string> => ({
    [`/etc/pathplug/luns.d/${ID}`]: `PATHPLUG_FORMAT="1"\nPATHPLUG_WWID="3${ID.slice(4)}"\nPATHPLUG_PATHS="${paths}"\n`,
  });
  const { udev: _, ...unseen } = parkedLun.disks[0] as DiskSpec;
  it.each<readonly [string, MachineSpec, readonly (string | RegExp)[]]>([
    ["nothing", parkedLun, []],
    ["siblings that it last had", changed(parkedLun, {}, registered(4)), [/2 of 4 paths/]],
    ["no siblings when all are there", changed(parkedLun, {}, registered(2)), []],
    ["udev", { ...parkedLun, disks: [unseen] }, [/udev/]],
    ["a path that can serve", changed(parkedLun, { access: "standby" }), [/all are passive/]],
    ["nothing, where the host is not armed", { ...parkedLun, disks: [unseen], files: {} }, []],
  ])("says that the map waits for %s", async (_, spec, expected) => {
    expect((await explained(spec)).waiting).toEqual(expected.map((each) => expect.stringMatching(each)));
  });

  it("tells what lies in the queue, and what is parked", async () => {
    const markers = { queued: [{ name: "sdb" }], parked: [{ name: "sda", age: 7 }] };
    expect(await explained(parkedLun, markers)).toMatchObject({ parked: { age: 7 } });
    expect((await explained(parkedLun, markers)).queued).toBeUndefined();
    expect(await explained(parkedLun, markers, "sdb")).toMatchObject({ queued: { name: "sdb" } });
  });
});

describe("a duration", () => {
  it.each([
    [-1, "0 s"],
    [99.4, "99 s"],
    [100, "2 min"],
    [5_940, "99 min"],
    [6_000, "2 h"],
    [169_000, "47 h"],
    [180_000, "2 days"],
  ])("of %s seconds is %s", (seconds, text) => {
    expect(durationText(seconds)).toBe(text);
  });
});
