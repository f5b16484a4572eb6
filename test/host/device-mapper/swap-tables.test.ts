import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { performChange } from "../../../host/device-mapper/perform-action.ts";
import { resumeLeft } from "../../../host/device-mapper/swap-tables.ts";
import { RunCookies } from "../../../host/device-mapper/udev-cookies.ts";
import { newRoot, treeSystem, writeFiles } from "../tree-system.ts";

const TABLE = "0 2048 multipath 1 queue_if_no_path 0 1 1 service-time 0 1 1 8:0 1";
const NOTE = "/run/pathplug/swapping/mpath-3600";
const map = {
  "/sys/block/dm-0/dm/uuid": "mpath-3600\n",
  "/sys/block/dm-0/dm/name": "a\n",
  "/run/pathplug/swapping/.keep": "",
};
const suspended = (is: boolean) => ({ "/sys/block/dm-0/dm/suspended": is ? "1\n" : "0\n" });
const REFUSING = 'case $1 in resume) echo "Invalid argument" >&2; exit 1;; esac';
/** The commands that change something. */
const verbsOf = (calls: readonly string[]) =>
  calls.map((call) => call.split(" ")[1] ?? "").filter((verb) => /^(load|resume|clear)$/.test(verb));

describe("a table that the kernel refuses when it is to go live", () => {
  const action = {
    kind: "reload",
    name: "a",
    wwid: "3600",
    uuid: "mpath-3600",
    table: TABLE,
    reason: "",
  } as const;

  it.each<[string, boolean, readonly string[]]>([
    ["is cleared away", false, ["load", "resume", "clear"]],
    ["does not leave the map suspended", true, ["load", "resume", "clear", "resume"]],
  ])("%s", async (_, isSuspended, verbs) => {
    const root = newRoot();
    writeFiles(root, { ...map, ...suspended(isSuspended) });
    const { system, calls } = treeSystem(root, { dmsetup: REFUSING });
    const outcome = await performChange(system, action);
    expect(outcome).toMatchObject({ kind: "failed", reason: "Invalid argument" });
    expect(verbsOf(calls)).toEqual(verbs);
    // Who is still suspended is tried again by the next run.
    expect(existsSync(`${root}${NOTE}`)).toBe(isSuspended);
  });

  it("is noted before, so that a run which is killed meanwhile is found out", async () => {
    const root = newRoot();
    writeFiles(root, { ...map, ...suspended(false) });
    const noted = `case $1 in resume) test -e $0${NOTE} || exit 1;; esac`;
    const { system } = treeSystem(root, { dmsetup: noted });
    expect(await performChange(system, action)).toMatchObject({ kind: "changed" });
    expect(existsSync(`${root}${NOTE}`)).toBe(false);
  });
});

describe("a map that is suspended when a run begins", () => {
  it.each<[string, boolean, boolean, string, readonly string[], readonly string[], boolean]>([
    ["is resumed where a killed run has left it so", true, true, "", ["clear", "resume"], ["a"], false],
    ["is an administrator's where none has", false, true, "", [], [], false],
    ["is tried again later where it cannot be resumed", true, true, REFUSING, ["clear", "resume"], [], true],
    ["is none where the killed run was through", true, false, "", [], [], false],
  ])("%s", async (_, isNoted, isSuspended, dmsetup, verbs, names, isLeft) => {
    const root = newRoot();
    writeFiles(root, { ...map, ...suspended(isSuspended), ...(isNoted ? { [NOTE]: "" } : {}) });
    const { system, calls } = treeSystem(root, { dmsetup });
    // Beside the notes of maps lies nothing.
    system.unlink("/run/pathplug/swapping/.keep");
    expect(await resumeLeft(system, new RunCookies())).toEqual(names);
    expect(verbsOf(calls)).toEqual(verbs);
    expect(existsSync(`${root}${NOTE}`)).toBe(isLeft);
  });
});
