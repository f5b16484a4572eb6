import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { compileProfiles } from "../../../core/profile/compile.ts";
import type { CompiledProfiles } from "../../../core/profile/compiled.ts";
import { keyStrings, matchProfile } from "../../../core/profile/match.ts";
import type { SiteSettings } from "../../../core/profile/profile.ts";
import { hwdbKey, renderHwdb } from "../../../core/render/hwdb.ts";
import { compileShipped } from "../../vendor-profiles/shipped.ts";
import { matching, site, written } from "../profile/written.ts";

/** udev's look-up: every record whose pattern fits the key, by fnmatch(3); of each property the last one holds. */
function lookUp(hwdb: string): (key: string) => Record<string, string> {
  const records = hwdb.split("\n\n").flatMap((block) => {
    const [pattern, ...lines] = block.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
    return pattern === undefined ? [] : [{ pattern: fnmatch(pattern), lines }];
  });
  return (key) => {
    const properties: Record<string, string> = {};
    for (const { pattern, lines } of records) {
      if (!pattern.test(key)) continue;
      for (const [, name = "", value = ""] of lines.map((line) => /^ (\w+)=(.+)$/.exec(line) ?? [])) {
        properties[name] = value;
      }
    }
    return properties;
  };
}

function fnmatch(pattern: string): RegExp {
  const source = pattern.replace(
    /\[(!?)([^\]]*)\]|[*?]|[^[*?]+/g,
    (token, negation: string, members: string) => {
      if (token === "*") return "[^]*";
      if (token === "?") return "[^]";
      if (token.startsWith("[")) return `[${negation === "!" ? "^" : ""}${members}]`;
      return token.replace(/[.+^${}()|\\/]/g, "\\$&");
    },
  );
  return new RegExp(`^${source}$`);
}

/** What the rule concludes: nothing is looked up when a string holds a colon. */
function byRule(
  find: ReturnType<typeof lookUp>,
  strings: readonly [string, string, string],
): [string, string] {
  const properties = strings.join("").includes(":") ? {} : find(hwdbKey("scsi", strings));
  return [properties.PATHPLUG_PROFILE ?? "none", properties.PATHPLUG_CLAIM ?? "never"];
}

function expectSame(
  compiled: CompiledProfiles,
  find: ReturnType<typeof lookUp>,
  device: [string, string, string],
): void {
  const [vendor, product, revision] = device;
  const match = matchProfile(compiled, { vendor, product, revision });
  const strings = keyStrings({ vendor, product, revision });
  if (strings === undefined) expect([match.profile, match.claim]).toEqual([undefined, "never"]);
  else expect(byRule(find, strings)).toEqual([match.profile ?? "none", match.claim]);
}

let shipped: CompiledProfiles;
beforeAll(async () => {
  shipped = (await compileShipped()).compiled;
});

describe("the hwdb says what matchProfile says", () => {
  it("for devices near the shipped profiles, and hostile ones", () => {
    const find = lookUp(renderHwdb(shipped));
    const noise = fc.oneof(
      fc.constant(""),
      fc.string({ maxLength: 4 }),
      fc.constantFrom(":m", ":", "*", "'", " ", "?", "\\x41"),
    );
    const near = (field: "vendor" | "product" | "revision"): fc.Arbitrary<string> => {
      const known = fc.constantFrom(...shipped.entries.map((entry) => entry[field].replace(/[*?]/g, "")));
      const altered = fc.tuple(noise, known, noise).map((parts) => parts.join(""));
      return fc.oneof({ weight: 4, arbitrary: known }, { weight: 2, arbitrary: altered }, noise);
    };
    fc.assert(
      fc.property(near("vendor"), near("product"), near("revision"), (...device) => {
        expectSame(shipped, find, device);
      }),
      { numRuns: 20_000 },
    );
  });

  it("for random profiles with exceptions and exclusions", () => {
    const glob = fc
      .array(fc.constantFrom("a", "b", "?", "*", "[ab]", "[!b]", "-", " b"), { minLength: 1, maxLength: 4 })
      .map((pieces) => pieces.join(""));
    const clause = fc.record(
      {
        vendor: glob,
        product: glob,
        revision: glob,
        except: fc.array(fc.record({ product: glob }), { maxLength: 1 }),
      },
      { requiredKeys: ["vendor"] },
    );
    const profile = fc.record({
      match: fc.array(clause, { minLength: 1, maxLength: 3 }),
      exclude: fc.array(glob, { maxLength: 1 }),
      claim: fc.constantFrom("first-path" as const, "second-path" as const, "never" as const),
      origin: fc.constantFrom("shipped" as const, "site" as const),
    });
    const text = fc
      .array(fc.constantFrom("a", "b", "-", " ", ":"), { maxLength: 5 })
      .map((letters) => letters.join(""));
    const devices = fc.array(fc.tuple(text, text, text), { minLength: 20, maxLength: 20 });
    fc.assert(
      fc.property(fc.array(profile, { minLength: 1, maxLength: 5 }), devices, (profiles, list) => {
        const files = profiles.map(({ origin, ...rest }, index) =>
          written(matching(`v/p${index}`, { vendor: "x" }, rest), origin),
        );
        const { compiled } = compileProfiles(files);
        const find = lookUp(renderHwdb(compiled));
        for (const device of list) expectSame(compiled, find, device);
      }),
      { numRuns: 500 },
    );
  });
});

describe("the I/O policy of NVMe subsystems", () => {
  const any = matching("v/any", { bus: "nvme", vendor: "NVME" });
  const rocket = matching(
    "v/rocket",
    { bus: "nvme", vendor: "NVME", product: "Rocket" },
    { settings: { nvme_iopolicy: "round-robin" } },
  );
  it.each<[string, SiteSettings, readonly [string, string]]>([
    ["the site says nothing: the profile's", {}, ["none", "round-robin"]],
    ["a default of the site", { defaults: { nvme_iopolicy: "queue-depth" } }, ["queue-depth", "round-robin"]],
    ["what the site overrides", { overrides: { nvme_iopolicy: "numa" } }, ["numa", "numa"]],
  ])("%s", (_, settings, policies) => {
    const { compiled } = compileProfiles([written(any), written(rocket)], site(settings));
    const find = lookUp(renderHwdb(compiled));
    const found = ["Other", "Rocket"].map((model) => find(hwdbKey("nvme", ["NVME", model, "1"])));
    expect(found.map((properties) => properties.PATHPLUG_NVME_IOPOLICY)).toEqual(policies);
    expect(find(hwdbKey("scsi", ["NVME", "Rocket", "1"]))).toEqual({});
  });
});

describe("the file", () => {
  it("holds no line that hwdb would read otherwise: no empty value, no comment within, no line over", () => {
    for (const line of renderHwdb(shipped).split("\n")) {
      expect(line).toMatch(
        /^(#.*|pathplug:(scsi|nvme|dasd):v[^:#"\\]+:m[^:#"\\]+:r[^:#"\\]+:| PATHPLUG_(PROFILE|CLAIM|NVME_IOPOLICY)=[a-z0-9/-]+|)$/,
      );
    }
  });
});
