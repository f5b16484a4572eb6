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

describe("docs/life-of-a-map.md", () => {
  it.each([
    ["SDEV_UA", "rules/59-pathplug-scsi.rules", 4],
    ["DM_ACTION", "rules/debian/56-pathplug-map.rules", 2],
  ])("tells of every %s that a rule reacts to", (property, file, least) => {
    const values = compared(read(file), property);
    expect(values.length).toBeGreaterThanOrEqual(least);
    expect(values.filter((value) => !life.includes(`\`${value}\``) && !life.includes(value))).toEqual([]);
  });

  it("tells of every marker that a rule leaves", () => {
    const rules = [
      "rules/59-pathplug-claim.rules",
      "rules/59-pathplug-scsi.rules",
      "rules/debian/56-pathplug-map.rules",
    ];
    const places = rules.flatMap((file) =>
      [...read(file).matchAll(/touch \/run\/pathplug\/([a-z-]+)/g)].map(([, place = ""]) => place),
    );
    expect(new Set(places).size).toBeGreaterThanOrEqual(2);
    expect([...new Set(places)].filter((place) => !life.includes(`/run/pathplug/${place}`))).toEqual([]);
  });

  it("tells of every unit that starts something by itself", () => {
    expect(triggers.length).toBeGreaterThanOrEqual(6);
    expect(triggers.filter((name) => !life.includes(`\`${name}\``))).toEqual([]);
  });
});
