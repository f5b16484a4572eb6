import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { messageIds } from "../../core/diagnostic/decisions.ts";

interface Message {
  readonly id: string;
  readonly subject: string;
  readonly head: string;
  readonly body: string;
}

/** Reads a catalog as journald does: `-- ID`, header lines, an empty line, text. */
function readCatalog(text: string): readonly Message[] {
  return text
    .split(/^-- (?=[0-9a-f]{32}$)/m)
    .slice(1)
    .map((part) => {
      const [id = "", ...rest] = part.split("\n");
      const [head = "", ...body] = rest.join("\n").split("\n\n");
      return { id, head, subject: /^Subject: (.*)$/m.exec(head)?.[1] ?? "", body: body.join("\n\n").trim() };
    });
}

const catalog = readCatalog(
  readFileSync(new URL("../../units/pathplug.catalog", import.meta.url).pathname, "utf8"),
);

/** Fields that an entry of a kind always has: what a subject may name. */
const ALWAYS: Readonly<Record<string, readonly string[]>> = {
  PATHPLUG_MAP: [
    "created",
    "reloaded",
    "resized",
    "renamed",
    "removed",
    "group-switched",
    "exposed-passive",
    "tried-again",
    "failed",
    "fallback",
  ],
  PATHPLUG_WWID: ["registered", "not-registered", "removed-by-others"],
  PATHPLUG_CODE: ["refused", "not-owned", "not-named", "wwids-not-written"],
};

describe("the journal's catalog", () => {
  it("explains every kind of decision, and nothing else", () => {
    expect(catalog.map(({ id }) => id).sort()).toEqual(Object.values(messageIds).sort());
  });

  it.each(Object.entries(messageIds))("says of %s what it is, why, and the next command", (kind, id) => {
    const { subject = "", head = "", body = "" } = catalog.find((message) => message.id === id) ?? {};
    expect(subject).toMatch(/\w{3}/);
    expect(head).toMatch(/^Defined-By: pathplug$/m);
    if (kind !== "tried-again") expect(body).toMatch(/: (pathplug|journalctl|dmesg)\b/);
    const fields = [...`${subject}${body}`.matchAll(/@([A-Z_]+)@/g)].map(([, field = ""]) => field);
    expect(fields.filter((field) => ALWAYS[field]?.includes(kind) !== true)).toEqual([]);
  });

  it("has lines that fit a terminal", () => {
    expect(catalog.flatMap(({ body }) => body.split("\n")).filter((line) => line.length > 80)).toEqual([]);
  });
});
