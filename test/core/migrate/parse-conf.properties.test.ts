import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ConfBlock, ConfValue, MultipathConf } from "../../../core/migrate/multipath-conf.ts";
import { parseMultipathConf } from "../../../core/migrate/parse-conf.ts";
import { toSiteSettings } from "../../../core/migrate/to-site-settings.ts";
import { matching } from "../profile/written.ts";

const folder = new URL("fixtures/", import.meta.url);
const fixtures = readdirSync(folder).map((name) => readFileSync(new URL(name, folder), "utf8"));

const words = [
  ...["defaults", "blacklist", "blacklist_exceptions", "devices", "device", "overrides", "multipaths"],
  ...["multipath", "protocol", "wwid", "devnode", "property", "vendor", "product", "alias", "features"],
  ...["no_path_retry", "prio", "failback", "{", "}", '"', '""', "!", "#", "\n", "\n", "\n", " ", "\r", "\0"],
  ...["36005", "^sd[a-z]", "(a|b)*", ".*", "!^(a|b)", "queue", "5", "é", "\ud800", "yes"],
];

/** Texts that look like a configuration, ones that were one before something was cut or put in, and anything. */
const text = fc.oneof(
  fc.array(fc.constantFrom(...words), { maxLength: 120 }).map((parts) => parts.join(" ")),
  fc
    .tuple(
      fc.constantFrom(...fixtures),
      fc.nat(4000),
      fc.nat(60),
      fc.string({ unit: "binary", maxLength: 12 }),
    )
    .map(([whole, at, length, put]) => whole.slice(0, at) + put + whole.slice(at + length)),
  fc.string({ unit: "binary", maxLength: 300 }),
);

const known = [matching("ibm/2145", { vendor: "IBM", product: "2145*" })];

/** Every value that was read, but for blocks that have no subject. */
function valuesOf(conf: MultipathConf): readonly ConfValue[] {
  const blocks = (all: readonly ConfBlock[]) => all.flatMap(({ values }) => values);
  const lists = [conf.blacklist, conf.blacklist_exceptions].flatMap((list) => [
    ...list.devnode,
    ...list.wwid,
    ...list.property,
    ...list.protocol,
    ...blocks(list.device),
  ]);
  return [
    ...conf.defaults,
    ...conf.overrides,
    ...lists,
    ...conf.unknown,
    ...blocks([...conf.protocols, ...conf.devices, ...conf.multipaths]),
  ];
}

describe("any text", () => {
  it("is read without an exception, each value and finding with a place within it", () => {
    fc.assert(
      fc.property(fc.array(text, { maxLength: 3 }), (texts) => {
        const files = texts.map((one, index) => ({ file: `${index}.conf`, text: one }));
        const { conf, findings } = parseMultipathConf(files);
        for (const { place } of [...valuesOf(conf), ...findings]) {
          const line = texts[Number(place?.file?.replace(".conf", ""))]?.split("\n")[(place?.line ?? 0) - 1];
          expect(line).toBeDefined();
          expect(place?.column).toBeGreaterThanOrEqual(1);
          expect(place?.column).toBeLessThanOrEqual((line?.length ?? 0) + 1);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("is turned into settings without an exception, each value carried or left, once", () => {
    const key = ({ keyword, value, place }: Pick<ConfValue, "keyword" | "value" | "place">) =>
      JSON.stringify([place.file, place.line, place.column, keyword, value]);
    fc.assert(
      fc.property(text, text, (one, other) => {
        const { conf } = parseMultipathConf([
          { file: "a", text: one },
          { file: "b", text: other },
        ]);
        const { carried, left } = toSiteSettings(conf, known);
        expect([...carried, ...left].map(key).toSorted()).toEqual(valuesOf(conf).map(key).toSorted());
      }),
      { numRuns: 300 },
    );
  });
});
