import { mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { followTapes, triggerTapes } from "../../../host/devices/tape-events.ts";
import { newRoot, treeSystem, writeFiles } from "../tree-system.ts";

function machine(files: Readonly<Record<string, string>>) {
  const root = newRoot();
  writeFiles(root, files);
  const { system, calls } = treeSystem(root);
  return {
    root,
    system,
    calls,
    uevent: (directory: string) => readFileSync(join(root, directory, "uevent"), "utf8"),
  };
}

const node = (id: string, state: string, told: string | undefined) => ({
  [`/run/udev/tags/pathplug-tape/c${id}`]: "",
  [`/sys/dev/char/${id}/uevent`]: "",
  [`/sys/dev/char/${id}/device/state`]: `${state}\n`,
  [`/run/udev/data/c${id}`]: told === undefined ? "V:1\n" : `E:PATHPLUG_TAPE_STATE=${told}\nV:1\n`,
});

describe("following tapes", () => {
  it.each([
    ["has gone offline", "offline", "running", "change"],
    ["works again", "running", "transport-offline", "change"],
    ["is as it was", "running", "running", ""],
    ["has not been looked at by the rule", "running", undefined, ""],
  ])("has udev look again at one that %s: %s, told %s", (_, state, told, written) => {
    const { system, calls, uevent } = machine(node("9:128", state, told));
    followTapes(system);
    expect(uevent("/sys/dev/char/9:128")).toBe(written);
    expect(calls).toEqual([]);
  });

  it.each([
    ["first, and is told so where it was not", "nst0", "next", " first"],
    ["first, and hears nothing where it is known", "nst0", "first", ""],
    ["no longer the first", "nst1", "first", " next"],
    ["not the first, as it was", "nst1", "next", ""],
    ["the first, for a rule that said nothing yet", "nst0", undefined, " first"],
  ])("tells a node which it is by where its link leads: %s", (_, target, rank, written) => {
    const device = "/sys/devices/host0/0:0:0:0/scsi_tape/nst0";
    const { root, system, uevent } = machine({
      "/run/udev/tags/pathplug-tape/c9:128": "",
      [`${device}/uevent`]: "",
      [`${device}/device/state`]: "running\n",
      "/run/udev/data/c9:128": `S:tape/by-id/scsi-x-nst\nS:pathplug/by-wwid/naa.5-nst\nE:PATHPLUG_TAPE_STATE=running\n${
        rank === undefined ? "" : `E:PATHPLUG_TAPE_RANK=${rank}\n`
      }`,
    });
    const link = (path: string, to: string) => {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      symlinkSync(to, join(root, path));
    };
    link("/dev/pathplug/by-wwid/naa.5-nst", `../../${target}`);
    link("/sys/dev/char/9:128", "../../devices/host0/0:0:0:0/scsi_tape/nst0");
    followTapes(system);
    expect(uevent(device)).toMatch(
      written === "" ? /^$/ : new RegExp(`^change [0-9a-f-]{36} PATHPLUG=${written.trim()}$`),
    );
  });

  it("does nothing where there is none, or where it goes at that moment", () => {
    const { system } = machine({ "/run/udev/tags/pathplug-tape/c9:1": "" });
    expect(() => followTapes(system)).not.toThrow();
    expect(() => followTapes(machine({ "/etc/hostname": "" }).system)).not.toThrow();
  });
});

describe("a new owner", () => {
  it("has udev look at tapes and changers, and at no generic node of anything else", () => {
    const { system, uevent } = machine({
      "/sys/class/scsi_tape/nst0/uevent": "",
      "/sys/class/scsi_changer/sch0/uevent": "",
      "/sys/class/scsi_generic/sg0/uevent": "",
      "/sys/class/scsi_generic/sg0/device/type": "0\n",
      "/sys/class/scsi_generic/sg1/uevent": "",
      "/sys/class/scsi_generic/sg1/device/type": "8\n",
    });
    triggerTapes(system);
    expect(uevent("/sys/class/scsi_tape/nst0")).toBe("change");
    expect(uevent("/sys/class/scsi_changer/sch0")).toBe("change");
    expect(uevent("/sys/class/scsi_generic/sg1")).toBe("change");
    expect(uevent("/sys/class/scsi_generic/sg0")).toBe("");
  });
});
