import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import { plainStyle } from "../../../commands/style.ts";
import { untrustedText } from "../../../core/bytes/untrusted.ts";
import type { OwnKey } from "../../../core/own/reservation-key.ts";
import type { SeenLun } from "../../../core/own/seen.ts";
import { reportOwn } from "../../../core/render/own.ts";
import { renderOwn } from "../../../core/render/own-text.ts";

const schema = new URL("../../../docs/schemas/own.schema.json", import.meta.url);
const validate = new Ajv({ strict: true, allErrors: true }).compile(JSON.parse(readFileSync(schema, "utf8")));

const OWN: OwnKey = { key: 0xa1n, persist: true };
const LUN: SeenLun = {
  paths: [
    { dev: "sda", state: "up", relativePort: 1 },
    { dev: "sdb", state: "up", relativePort: 2 },
    { dev: "sdc", state: "away", reason: "the kernel has given it up", relativePort: 3 },
  ],
  keys: [0xa1n, 0xa1n, 0xb2n],
  generation: 12,
  reservation: { key: 0xa1n, type: "write-exclusive-registrants-only" },
  registrants: [
    { key: 0xa1n, relativePort: 1, initiator: untrustedText("2100001b32010203") },
    { key: 0xa1n, relativePort: 3, initiator: untrustedText("2100001b32010203") },
    { key: 0xb2n, relativePort: 1, initiator: untrustedText("iqn.2026-11.org.example:\u001b[31mb") },
  ],
};
const EMPTY: SeenLun = {
  paths: [{ dev: "sda", state: "silent", reason: "no answer" }],
  keys: [],
  generation: 0,
};
const named = { wwid: "3600a0980", map: "data" };

const cases: readonly (readonly [title: string, own: OwnKey | undefined, seen: SeenLun])[] = [
  ["a LUN that is owned, with another host", OWN, LUN],
  ["a LUN that nobody owns", undefined, EMPTY],
  ["a LUN that was given up", { key: 0n, persist: false }, LUN],
  [
    "a reservation of all registrants",
    OWN,
    { ...LUN, reservation: { key: 0n, type: "write-exclusive-all-registrants" } },
  ],
  ["a reservation of a reserved type", OWN, { ...LUN, reservation: { key: 0xb2n } }],
];

describe("who owns a LUN", () => {
  it.each(cases)("fits its schema: %s", (_, own, seen) => {
    validate({ schema: "pathplug.own/1", ...reportOwn(named, own, seen), changed: true });
    expect(validate.errors ?? []).toEqual([]);
  });

  it("is told to people: key, reservation, each path, and other hosts", () => {
    expect(`\n${renderOwn(reportOwn(named, OWN, LUN), plainStyle, {})}\n`).toBe(`
data (3600a0980)
key          0xa1, registered on 2 of 3 paths, survives a loss of power
reservation  write-exclusive-registrants-only, held by 0xa1 (this host)
PATH  STATE  PORT  REGISTERED  WHY
sda   up        1  yes
sdb   up        2  no
sdc   away      3  yes         the kernel has given it up
OTHER KEY  PATHS  INITIATORS
0xb2           1  iqn.2026-11.org.example:\\x1b[31mb
`);
  });

  it.each<[string, OwnKey | undefined, SeenLun, string]>([
    ["nobody", undefined, EMPTY, "none"],
    ["given up", { key: 0n, persist: false }, LUN, "none; paths that come back lose the one that they have"],
  ])("is told to people: %s", (_, own, seen, key) => {
    expect(renderOwn(reportOwn(named, own, seen), plainStyle, {})).toContain(`\nkey          ${key}\n`);
  });
});
