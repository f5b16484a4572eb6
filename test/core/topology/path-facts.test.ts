import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RawPath } from "../../../core/topology/path.ts";
import { decodePath } from "../../../core/topology/path-facts.ts";

function bytes(...parts: readonly (number | string | readonly number[])[]): Uint8Array {
  return Uint8Array.from(
    parts.flatMap((part) => {
      if (typeof part === "string") return [...part].map((character) => character.charCodeAt(0));
      return typeof part === "number" ? [part] : [...part];
    }),
  );
}

const inquiry = bytes([0, 0, 6, 2, 31, 0x10, 0, 0], "NETAPP  ", "LUN C-Mode      ", "9000");
const vpd80 = bytes([0, 0x80, 0, 4], "S123");
const naa = [1, 3, 0, 16, 0x60, 0x0a, 0x09, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xa];
const port = [0x51, 0x94, 0, 4, 0, 0, 0, 7];
const group = [0x51, 0x95, 0, 4, 0, 0, 0, 2];
const vpd83 = bytes([0, 0x83, 0, naa.length + port.length + group.length], naa, port, group);
const rtpg = bytes([0, 0, 0, 12, 0x82, 0x0f, 0, 2, 0, 0, 0, 1, 0, 0, 0, 7]);

const raw: RawPath = {
  dev: "sda",
  devt: "8:0",
  hctl: "1:0:0:0",
  pages: { inquiry, "80": vpd80, "83": vpd83 },
  attributes: {
    vendor: "KERNEL  ",
    model: "Says            ",
    rev: "0   ",
    access_state: "active/optimized",
    preferred_path: "0",
    dh_state: "alua",
    state: "running",
  },
  sectors: 2048,
  logicalBlockSize: 512,
  readOnly: false,
  holders: [],
  transport: "fc",
};

describe("a path", () => {
  it("is decoded from its pages", () => {
    expect(decodePath(raw).path).toMatchObject({
      vendor: "NETAPP",
      product: "LUN C-Mode",
      revision: "9000",
      serial: "S123",
      tpgs: "implicit",
      tpg: 2,
      relativePort: 7,
      handler: "alua",
      state: "running",
      access: { state: "active/optimized", preferred: false, source: "sysfs" },
      identity: {
        wwid: "3600a098000000000000000000000000a",
        kernelId: "naa.600a098000000000000000000000000a",
      },
    });
  });

  it("has the kernel's strings where there are no INQUIRY bytes", () => {
    const { inquiry: _, ...pages } = raw.pages;
    expect(decodePath({ ...raw, pages }).path).toMatchObject({
      vendor: "KERNEL",
      product: "Says",
      revision: "0",
      tpgs: "none",
    });
  });

  it("has the id that the kernel shows, however ours would be", () => {
    const attributes = { ...raw.attributes, wwid: "t10.NETAPP  LUN" };
    expect(decodePath({ ...raw, attributes }).path.identity).toMatchObject({
      wwid: "3600a098000000000000000000000000a",
      kernelId: "t10.NETAPP  LUN",
    });
  });

  it("has the access state that the device reports for its group, whatever the kernel still says", () => {
    expect(decodePath({ ...raw, rtpg }).path.access).toEqual({
      state: "standby",
      preferred: true,
      source: "rtpg",
    });
  });

  it("keeps the kernel's state and says so when the device reports nothing of its group", () => {
    const others = rtpg.slice();
    others[7] = 9;
    const { path, findings } = decodePath({ ...raw, rtpg: others });
    expect(path.access?.source).toBe("sysfs");
    expect(findings.map(({ code }) => code)).toContain("path-access-unknown");
  });

  it.each([["detached"], [""]])("has no handler when dh_state is %j", (state) => {
    expect(
      decodePath({ ...raw, attributes: { ...raw.attributes, dh_state: state } }).path,
    ).not.toHaveProperty("handler");
  });

  it("has no access state that is none", () => {
    const attributes = { ...raw.attributes, access_state: "nonsense" };
    expect(decodePath({ ...raw, attributes }).path).not.toHaveProperty("access");
  });

  it("names itself in every finding", () => {
    const { findings } = decodePath({ ...raw, pages: { inquiry: bytes(0) }, rtpg: bytes(0) });
    expect(findings.length).toBeGreaterThan(0);
    for (const { subject } of findings) expect(subject).toMatch(/^sda/);
  });

  it("is decoded from any bytes and text without an exception", () => {
    const page = fc.oneof(
      fc.uint8Array({ maxLength: 64 }),
      fc
        .tuple(fc.constantFrom(inquiry, vpd80, vpd83, rtpg), fc.nat(40), fc.nat(255))
        .map(([valid, at, value]) => {
          const mutated = valid.slice();
          mutated[at % mutated.length] = value;
          return mutated;
        }),
    );
    fc.assert(
      fc.property(page, page, page, page, fc.string(), (a, b, c, d, text) => {
        const attributes = { vendor: text, access_state: text, dh_state: text };
        decodePath({ ...raw, pages: { inquiry: a, "80": b, "83": c }, rtpg: d, attributes });
      }),
      { numRuns: 3000 },
    );
  });
});
