import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { hexSecret, substitutes, textSecrets } from "../../../host/recording/secret.ts";

const stream = (seed: string): Uint8Array => createHmac("sha512", "salt").update(seed).digest();

describe("what stands for an id", () => {
  it.each([
    ["NAA 6", "600a098038303053453f4830424d4e50", "naa", /^600a098[0-9a-f]{25}$/],
    ["NAA 5", "50000000c9123456", "naa", /^5000000[0-9a-f]{9}$/],
    ["NAA 2", "2000000c50abcdef", "naa", /^2[0-9a-f]{3}000c50[0-9a-f]{6}$/],
    ["NAA 3", "3123456789abcdef", "naa", /^3[0-9a-f]{15}$/],
    ["an EUI-64", "0025b5a1b2c3d4e5", "eui-64", /^0025b5[0-9a-f]{10}$/],
  ] as const)("keeps what tells the kind and the vendor of %s", (_, digits, kind, shape) => {
    const [lower, upper, raw] = substitutes([hexSecret(digits, kind)], stream);
    expect(lower?.to).toMatch(shape);
    expect(lower?.to).not.toBe(digits);
    expect(upper).toEqual({ from: digits.toUpperCase(), to: lower?.to.toUpperCase() });
    expect(raw?.to).toHaveLength(digits.length / 2);
    expect(Buffer.from(raw?.to ?? "", "latin1").toString("hex")).toBe(lower?.to);
  });

  it("keeps length and kind of each character of a serial number, and is the same each time", () => {
    const serials = textSecrets(" 80E0SE?H0BMa ", true);
    const [first] = substitutes(serials, stream);
    expect(first?.from).toBe("80E0SE?H0BMa");
    expect(first?.to).toMatch(/^\d\d[A-Z]\d[A-Z][A-Z]\?[A-Z]\d[A-Z][A-Z][a-z]$/);
    expect(substitutes(serials, stream)).toEqual([first]);
  });

  it("is never the id itself, however little of it can change", () => {
    for (let salt = 0; salt < 2000; salt++) {
      const salted = (seed: string): Uint8Array => createHmac("sha512", `${salt}`).update(seed).digest();
      const [only] = substitutes(textSecrets('"$;];x3', true), salted);
      expect(only?.to).not.toBe('"$;];x3');
      expect(only?.to).toMatch(/^"\$;\];[a-z]\d$/);
    }
  });

  it("is never another id of the same machine", () => {
    const ids = ['"$;];x1', '"$;];x2', '"$;];x3', '"$;];x4'];
    const secrets = ids.flatMap((id) => textSecrets(id, true));
    for (let salt = 0; salt < 1000; salt++) {
      const salted = (seed: string): Uint8Array => createHmac("sha512", `${salt}`).update(seed).digest();
      for (const { to } of substitutes(secrets, salted)) expect(ids).not.toContain(to);
    }
  });

  it.each([
    ["words without digits", "LIO-ORG disk one", []],
    ["short words", "a1 b22 c333", []],
    ["one character repeated", "00000000", []],
    ["words that look like numbers", "LUN 80E0SE-H0BMa x", ["80E0SE", "H0BMa"]],
    ["a world wide name", "naa.600a098038303053453f4830424d4e50", ["600a098038303053453f4830424d4e50"]],
  ])("finds in a name the words that tell a LUN: %s", (_, name, found) => {
    expect(textSecrets(name, false).map(({ text }) => text)).toEqual(found);
  });
});
