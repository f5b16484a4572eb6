import { existsSync, readFileSync } from "node:fs";
import { beforeAll, describe, expect, it, test } from "vitest";
import { parseHex } from "../../core/bytes/hex.ts";
import { identify } from "../../core/identify/identify.ts";
import { checkProfiles } from "../../core/profile/check.ts";
import { compareVector } from "../../core/profile/check-vectors.ts";
import type { Compilation } from "../../core/profile/compile.ts";
import { renderCompiled } from "../../core/profile/compile.ts";
import { matchProfile } from "../../core/profile/match.ts";
import { renderHwdb } from "../../core/render/hwdb.ts";
import type { ProfileSources } from "../../host/profiles/profile-files.ts";
import { compileShipped, root, shippedTexts } from "./shipped.ts";

let shipped: Compilation & { readonly sources: ProfileSources };
beforeAll(async () => {
  shipped = await compileShipped();
});

describe("the committed profiles", () => {
  it("are clean: nothing to report", () => {
    expect([...shipped.findings, ...checkProfiles(shipped)]).toEqual([]);
  });

  it("compile to the committed hwdb (after a change: node packaging/compile-profiles.mjs --write)", () => {
    expect(readFileSync(`${root}/rules/60-pathplug.hwdb`, "utf8")).toBe(renderHwdb(shipped.compiled));
  });

  it("compile to less than 64 kB for the worker", () => {
    expect(renderCompiled(shipped.compiled).length).toBeLessThan(64 * 1024);
  });

  it("name a schema that exists", () => {
    for (const { path, text } of shippedTexts()) {
      const { $schema } = JSON.parse(text) as { $schema: string };
      expect(existsSync(new URL($schema, `file://${root}/${path}`)), path).toBe(true);
    }
  });

  it("say where a limit of request sizes is not applied yet", () => {
    const texts = shippedTexts().filter(
      ({ path, text }) => !/vectors/.test(path) && /"max_sectors_kb"/.test(text),
    );
    expect(texts).not.toEqual([]);
    for (const { text } of texts) {
      const { notes = [] } = JSON.parse(text) as { notes?: readonly string[] };
      expect(notes.join(" ")).toMatch(/max_sectors_kb .*not applied in this release/);
    }
  });

  it("are checked in less than half a second of CPU", () => {
    const before = process.cpuUsage();
    checkProfiles(shipped);
    const { user, system } = process.cpuUsage(before);
    expect(user + system).toBeLessThan(500_000);
  });
});

describe("every vector", () => {
  it("gives its profile, claim and settings", () => {
    for (const { path, vectors } of shipped.sources.vectors) {
      for (const vector of vectors)
        expect(compareVector(shipped.compiled, vector), `${path}: ${vector.title}`).toEqual([]);
    }
  });
});

describe("every vector with a WWID", () => {
  it("gives it by page 83, and names what is no unique identity", () => {
    const doubtful: string[] = [];
    for (const { vectors } of shipped.sources.vectors) {
      for (const { title, vpd, expect: expected } of vectors) {
        if (expected.wwid === undefined) continue;
        const page = parseHex(vpd?.["83"] ?? "");
        const identity = identify({ vpd83: page.kind === "bytes" ? page.bytes : undefined });
        expect(identity.wwid, title).toBe(expected.wwid);
        if (!identity.unique) doubtful.push(title);
      }
    }
    expect(doubtful).toEqual(["tgt"]);
  });
});

describe("whole vendors and products are matched, not parts of them", () => {
  test.each<[string, string, string | undefined, string]>([
    ["NETAPP", "LUN C-Mode", "netapp/ontap", "first-path"],
    ["HPE", "OPEN-V", "hitachi/open", "first-path"],
    ["HPQ", "OPEN-V", undefined, "never"],
    ["xHITACHI", "OPEN-V", undefined, "never"],
    ["SGI", "DISK", undefined, "never"],
    ["SGI", "IS5000", "netapp/e-series", "first-path"],
    ["DGC", "LUNZ", "dell/unity", "never"],
    ["DGC", "VRAID", "dell/unity", "first-path"],
    ["IBM", "Universal Xport", "netapp/e-series", "never"],
    ["LIO-ORG", "anything", "linux/lio", "second-path"],
    ["SCST_BIO", "anything", "linux/scst", "second-path"],
    ["Linux", "scsi_debug", "linux/scsi-debug", "second-path"],
    ["QEMU", "QEMU HARDDISK", undefined, "never"],
    ["ATA", "Samsung SSD 870", undefined, "never"],
    ["VMware", "Virtual disk", undefined, "never"],
  ])("%s %s is %s, claimed %s", (vendor, product, profile, claim) => {
    const match = matchProfile(shipped.compiled, { vendor, product, revision: "0001" });
    expect([match.profile, match.claim]).toEqual([profile, claim]);
  });
});
