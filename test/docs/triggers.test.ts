import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const root = new URL("../../", import.meta.url).pathname;
const read = (path: string): string => readFileSync(`${root}${path}`, "utf8");
const life = read("docs/life-of-a-map.md");

/** Every value that a rule compares a property with. */
function compared(rules: string, property: string): readonly string[] {
  const found = [...rules.matchAll(new RegExp(`ENV\\{${property}\\}=="([^"?*]+)"`, "g"))];
  return [...new Set(found.flatMap(([, values = ""]) => values.split("|")))].sort();
}

/** Units by which something happens without anybody's doing: path and socket units, timers, and those that do their work as they stop. */
const triggers = readdirSync(`${root}units`).filter((name) => {
  if (/\.(path|timer|socket)$/.test(name)) return true;
  return name.endsWith(".service") && /^ExecStop=/m.test(read(`units/${name}`));
});

/** The rows of its table of events: event, who reacts, what changes. */
const rows = life
  .slice(life.indexOf("| event | who reacts | what changes |"))
  .split("\n\n")[0]
  ?.split("\n")
  .slice(2)
  .map((line) => line.split(" | ").map((cell) => cell.replace(/^\| | \|$/g, ""))) as string[][];
const events = rows.map(([event = ""]) => event).join("\n");
const reacting = rows.map(([, who = ""]) => who).join("\n");

/** What the table calls the files whose rules start something, leave a marker or move a link. */
const RULES: Readonly<Record<string, string>> = {
  "rules/59-pathplug-claim.rules": "claim rule",
  "rules/59-pathplug-scsi.rules": "SCSI device rule",
  "rules/61-pathplug-tape.rules": "tape rule",
  "rules/72-pathplug-nvme.rules": "NVMe rule",
  "rules/debian/56-pathplug-map.rules": "map rule",
};
const SDEV_UA = compared(read("rules/59-pathplug-scsi.rules"), "SDEV_UA");
const CLAIM_UA = compared(read("rules/59-pathplug-claim.rules"), "SDEV_UA");
const DM_ACTION = compared(read("rules/debian/56-pathplug-map.rules"), "DM_ACTION");

describe("the table of events in docs/life-of-a-map.md", () => {
  it("is found as a whole", () => {
    expect(rows.length).toBeGreaterThan(25);
    expect(rows.filter((cells) => cells.length !== 3)).toEqual([]);
  });

  it.each([
    ["SDEV_UA", SDEV_UA, 4],
    ["DM_ACTION", DM_ACTION, 2],
  ] as const)("has every %s that a rule reacts to as an event", (_, values, least) => {
    expect(values.length).toBeGreaterThanOrEqual(least);
    expect(values.filter((value) => !events.includes(value))).toEqual([]);
  });

  it("has no other word of the kernel as an event", () => {
    const words = [...events.matchAll(/\b[A-Z]+(?:_[A-Z]+)+\b/g)].map(([word]) => word);
    expect(words.length).toBeGreaterThan(5);
    const known = [...SDEV_UA, ...CLAIM_UA, ...DM_ACTION, "ASYMMETRIC_ACCESS_STATE_CHANGED"];
    expect(words.filter((word) => !known.includes(word))).toEqual([]);
  });

  it("tells who reacts: every rules file that does something, and no other", () => {
    const files = readdirSync(`${root}rules`).filter((name) => name.endsWith(".rules"));
    const acting = [...files.map((name) => `rules/${name}`), "rules/debian/56-pathplug-map.rules"].filter(
      (file) => /^[^#\n]*(RUN|SYMLINK)\+=/m.test(read(file)),
    );
    expect(acting.sort()).toEqual(Object.keys(RULES).sort());
    expect(acting.filter((file) => !reacting.includes(RULES[file] ?? file))).toEqual([]);
  });

  it("tells who reacts: every unit that starts something by itself, and none that is not there", () => {
    expect(triggers.length).toBeGreaterThanOrEqual(6);
    expect(triggers.filter((name) => !reacting.includes(`\`${name}\``))).toEqual([]);
    const named = [...reacting.matchAll(/`(pathplug-[a-z@]+\.[a-z]+)`/g)].map(([, name = ""]) => name);
    const units = readdirSync(`${root}units`);
    expect(named.filter((name) => !units.includes(name))).toEqual([]);
  });
});

describe("docs/life-of-a-map.md", () => {
  it("tells of every marker that a rule leaves", () => {
    const places = Object.keys(RULES).flatMap((file) =>
      [...read(file).matchAll(/touch \/run\/pathplug\/([a-z-]+)/g)].map(([, place = ""]) => place),
    );
    expect(new Set(places).size).toBeGreaterThanOrEqual(2);
    expect([...new Set(places)].filter((place) => !life.includes(`/run/pathplug/${place}`))).toEqual([]);
  });
});
