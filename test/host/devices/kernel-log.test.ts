import { describe, expect, it } from "vitest";
import { encodeText } from "../../../core/bytes/text.ts";
import { dmesgLines, journalLines, readKernelLog } from "../../../host/devices/kernel-log.ts";
import { recordedProgramFile } from "../../../host/recording/sysroot-system.ts";
import type { System } from "../../../host/system/system.ts";
import { memorySystem } from "../../machines/machine.ts";

const entry = (message: unknown, time: unknown = "1764163681000001"): string =>
  JSON.stringify({ __REALTIME_TIMESTAMP: time, MESSAGE: message });

/** A machine whose programs print this, or are not there. */
function machine(outputs: Readonly<Record<string, string>>): System {
  const spawn: System["spawn"] = async ([program]) => {
    const stdout = outputs[program];
    return {
      status: stdout === undefined ? 127 : 0,
      timedOut: false,
      stdout: encodeText(stdout ?? ""),
      stderr: "",
    };
  };
  return { ...memorySystem({ disks: [] }), spawn };
}

describe("the kernel's log", () => {
  it.each<readonly [string, string, readonly object[]]>([
    ["an entry", entry("sd x"), [{ text: "sd x", time: 1764163681000.001 }]],
    ["an entry as bytes", entry([115, 100, 27]), [{ text: "sd\u001b" }]],
    ["an entry that was too long", entry(null), []],
    ["an entry with bytes that are none", entry([1, 999]), []],
    ["a time that is none", entry("a", "soon"), [{ text: "a" }]],
    ["a time past all dates", entry("a", "999999999999999999"), [{ text: "a" }]],
    ["what is no JSON", "-- No entries --\n{cut", []],
    ["what is no object", "[1]\n{}", []],
  ])("by the journal: %s", (_, text, lines) => {
    expect(journalLines(text)).toMatchObject(lines);
    expect(journalLines(text)).toHaveLength(lines.length);
  });

  it("begins with the oldest line, though journalctl began with the latest", () => {
    const text = [entry("c", "3000"), entry("b", "2000"), entry("a", "1000")].join("\n");
    expect(journalLines(text).map((line) => line.text)).toEqual(["a", "b", "c"]);
  });

  it("by dmesg: lines that have a time", () => {
    const text = "2025-11-26T13:28:01,123456+00:00 sd 3:0:0:1: x\nwithout one\n2025-11-26T14:28:01+01:00 y";
    const time = Date.UTC(2025, 10, 26, 13, 28, 1);
    expect(dmesgLines(text)).toEqual([
      { text: "sd 3:0:0:1: x", time },
      { text: "y", time },
    ]);
  });

  it.each<readonly [string, Readonly<Record<string, string>>, readonly string[]]>([
    ["is the journal's", { journalctl: entry("j"), dmesg: "2025-11-26T13:28:01+00:00 d" }, ["j"]],
    [
      "is the kernel's buffer where the journal has nothing",
      { journalctl: "", dmesg: "2025-11-26T13:28:01+00:00 d" },
      ["d"],
    ],
    ["is the kernel's buffer where there is no journal", { dmesg: "2025-11-26T13:28:01+00:00 d" }, ["d"]],
    ["is empty where neither may be read", {}, []],
  ])("%s", async (_, outputs, texts) => {
    expect((await readKernelLog(machine(outputs))).map(({ text }) => text)).toEqual(texts);
  });

  it("is kept in a recording by the journal's lines alone: the buffer has all that the kernel says", () => {
    expect(recordedProgramFile(["journalctl", "-k", "--quiet"])).toBe("/run/pathplug/kernel-log");
    expect(recordedProgramFile(["dmesg", "--kernel"])).toBeUndefined();
  });
});
