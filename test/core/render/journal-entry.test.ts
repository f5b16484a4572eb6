import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { messageIds } from "../../../core/diagnostic/decisions.ts";
import { renderJournalEntry } from "../../../core/render/journal-entry.ts";

describe("an entry of the journal", () => {
  it("has a line for each thing that is known, one for each disk", () => {
    const decision = { kind: "created", wwid: "36001", map: "data", devs: ["sda", "sdb"] } as const;
    expect(
      renderJournalEntry("note", "created data (sda | sdb)", decision, {
        unit: "x.service",
        burst: "0a1b",
        uevents: ["17", "18"],
      }).split("\n"),
    ).toEqual([
      "MESSAGE=created data (sda | sdb)",
      "MESSAGE_ID=39a1fbbd22e342f7a519f7e3d4303c56",
      "PRIORITY=5",
      "SYSLOG_IDENTIFIER=pathplug",
      "OBJECT_SYSTEMD_UNIT=x.service",
      "PATHPLUG_BURST=0a1b",
      "PATHPLUG_DECISION=created",
      "PATHPLUG_WWID=36001",
      "PATHPLUG_MAP=data",
      "PATHPLUG_DEV=sda",
      "PATHPLUG_DEV=sdb",
      "PATHPLUG_SEQNUM=17",
      "PATHPLUG_SEQNUM=18",
      "",
    ]);
  });

  it.each([
    ["error", "3"],
    ["warning", "4"],
    ["note", "5"],
  ] as const)("of severity %s has priority %s", (severity, priority) => {
    expect(renderJournalEntry(severity, "x", { kind: "failed" })).toContain(`\nPRIORITY=${priority}\n`);
  });

  it("leaves out what is not known", () => {
    const entry = renderJournalEntry("note", "x", { kind: "armed", wwid: "", devs: [] });
    expect(entry).not.toMatch(/PATHPLUG_(?!DECISION)|OBJECT/);
  });

  const hostile = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.constantFrom("x\nMESSAGE_ID=0", "\n\nPRIORITY=0\n", "a\rb", "a\u2028b", "\u0000", "a\u0085PRIORITY=0"),
  );
  it("has no value that could end its line and begin another field, whatever a device said", () => {
    fc.assert(
      fc.property(hostile, hostile, hostile, (text, name, wwid) => {
        const lines = renderJournalEntry("note", text, {
          kind: "refused",
          code: name,
          wwid,
          map: name,
          devs: [name, wwid],
        }).split(/[\n\r\v\f\u0085\u2028\u2029]/);
        const names = lines.map((line) => /^([A-Z_]+)=/.exec(line)?.[1] ?? line);
        const once = ["MESSAGE", "MESSAGE_ID", "PRIORITY", "SYSLOG_IDENTIFIER", "PATHPLUG_DECISION"];
        expect(names.filter((each) => once.includes(each))).toEqual(text === "" ? once.slice(1) : once);
        expect(names.filter((each) => !once.includes(each) && !/^(PATHPLUG_[A-Z]+)?$/.test(each))).toEqual(
          [],
        );
        // eslint would call it a control character: that is what must not be there.
        expect([...lines.join("")].filter((each) => each < " " || each === "\u007f")).toEqual([]);
      }),
    );
  });
});

describe("the ids of decisions", () => {
  it.each(Object.entries(messageIds))("%s is 128 bits", (_, id) => {
    expect(id).toMatch(/^[0-9a-f]{32}$/);
  });

  it("are all different", () => {
    const ids = Object.values(messageIds);
    expect(new Set(ids).size).toBe(ids.length);
  });
});
