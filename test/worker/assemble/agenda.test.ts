import { describe, expect, it } from "vitest";
import { Agenda, type Moment, type Wait } from "../../../worker/assemble/agenda.ts";

const quiet: Moment = { now: 0, isBurstOver: false, isStalled: false, isUrgent: () => false };
const wait: Wait = {
  wwid: "3600",
  devs: ["sda", "sdb"],
  isHeld: false,
  pending: ["sdb"],
  anyEvent: false,
  until: 1_000,
};

/** What is due of an agenda that one LUN waits on, after events of `events`. */
function dueAfter(of: Partial<Wait>, events: readonly string[], moment: Partial<Moment>): readonly string[] {
  const agenda = new Agenda(false);
  agenda.settle("3600", { ...wait, ...of });
  agenda.note(events);
  const due = agenda.takeDue({ ...quiet, ...moment });
  return due === undefined ? [] : [...due].sort();
}

describe("the agenda of a run", () => {
  it("begins with every disk where everything is asked for, once", () => {
    const agenda = new Agenda(true);
    expect(agenda.takeDue(quiet)).toBe("all");
    expect(agenda.takeDue(quiet)).toBeUndefined();
    expect(agenda.isEmpty).toBe(true);
  });

  it("looks at every disk when a marker asks for all, once the burst is over, however urgent it seems", () => {
    const agenda = new Agenda(false);
    agenda.note(["all", "sda"]);
    expect(agenda.takeDue({ ...quiet, isUrgent: () => true })).toEqual(new Set(["sda"]));
    expect(agenda.takeDue({ ...quiet, isBurstOver: true })).toBe("all");
    expect(agenda.isEmpty).toBe(true);
  });

  it.each<[string, Partial<Moment>, readonly string[]]>([
    ["waits for the burst to end", {}, []],
    ["is looked at when the burst is over", { isBurstOver: true }, ["sdc"]],
    ["is looked at at once where it is urgent", { isUrgent: (dev) => dev === "sdc" }, ["sdc"]],
  ])("a disk that nobody has looked at %s", (_, moment, expected) => {
    expect(dueAfter({ devs: [], pending: [] }, ["sdc"], moment)).toEqual(expected);
  });

  it.each<[string, Partial<Wait>, readonly string[], Partial<Moment>, readonly string[]]>([
    ["rests while nothing comes", {}, [], {}, []],
    ["rests while only another path comes", {}, ["sda"], {}, []],
    ["is due when the last pending path comes", {}, ["sdb"], {}, ["sda", "sdb"]],
    ["is due when its patience ends", {}, [], { now: 1_000 }, ["sda", "sdb"]],
    ["is due when udev is stalled", {}, [], { isStalled: true }, ["sda", "sdb"]],
    [
      "for a better state, is not due because udev is stalled",
      { anyEvent: true },
      [],
      { isStalled: true },
      [],
    ],
    [
      "for a better state, is due with any event",
      { anyEvent: true, pending: ["sda", "sdb"] },
      ["sda"],
      {},
      ["sda", "sdb"],
    ],
    ["held for siblings, rests in the burst", { isHeld: true, pending: [] }, [], {}, []],
    [
      "held for siblings, is due after the burst",
      { isHeld: true, pending: [] },
      [],
      { isBurstOver: true },
      ["sda", "sdb"],
    ],
    [
      "held for siblings, gives up a path that is gone at once",
      { isHeld: true, pending: [] },
      ["sda"],
      { isUrgent: () => true },
      ["sda"],
    ],
  ])("a LUN that waits, %s", (_, of, events, moment, expected) => {
    expect(dueAfter(of, events, moment)).toEqual(expected);
  });

  it("is empty when the last LUN has been dealt with", () => {
    const agenda = new Agenda(false);
    agenda.settle("3600", wait);
    expect(agenda.isEmpty).toBe(false);
    agenda.settle("3600", undefined);
    expect(agenda.isEmpty).toBe(true);
  });
});
