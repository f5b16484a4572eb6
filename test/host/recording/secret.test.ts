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
    const made = substitutes(serials, stream);
    const [first] = made;
    expect(first?.from).toBe("80E0SE?H0BMa");
    expect(first?.to).toMatch(/^\d\d[A-Z]\d[A-Z][A-Z]\?[A-Z]\d[A-Z][A-Z][a-z]$/);
    expect(substitutes(serials, stream)).toEqual(made);
  });

  it("has every spelling of it that machines use: in hex, as udev and as the registry write it", () => {
    const [first, ...others] = substitutes(textSecrets("80E0 S?H\u001b0", true), stream);
    const to = first?.to ?? "";
    expect(others.map(({ from }) => from)).toEqual([
      "3830453020533f481b30",
      "80E0_S_H_0",
      "80E0_S\\x3fH\\x1b0",
      "80E0 S?H\\x1b0",
    ]);
    expect(others[0]?.to).toBe(Buffer.from(to, "latin1").toString("hex"));
    expect(others[1]?.to).toBe(to.replace(/[^0-9A-Za-z]/g, "_"));
  });

  it("keeps of an id of 16 bytes the OUI behind its extension, and changes its halves and its form as a UUID with it", () => {
    const made = substitutes([hexSecret("36344630538052300025384300000001", "eui-64")], stream);
    const to = made[0]?.to ?? "";
    expect(to).toMatch(/^[0-9a-f]{16}002538[0-9a-f]{10}$/);
    expect(made).toContainEqual({ from: "3634463053805230", to: to.slice(0, 16) });
    expect(made).toContainEqual({ from: "0025384300000001", to: to.slice(16) });
    const uuid = [to.slice(0, 8), to.slice(8, 12), to.slice(12, 16), to.slice(16, 20), to.slice(20)].join(
      "-",
    );
    expect(made).toContainEqual({ from: "36344630-5380-5230-0025-384300000001", to: uuid });
  });

  it("does not take half an id of zeros for a part of it", () => {
    const made = substitutes([hexSecret("60014051234567890000000000000000")], stream);
    expect(made.map(({ from }) => from)).not.toContain("0000000000000000");
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
    ["a UUID", "disk:5F3A2B1C-1111-2222-3333-0fbd1ab2a001", ["5f3a2b1c1111222233330fbd1ab2a001"]],
    ["a world wide name", "naa.600a098038303053453f4830424d4e50", ["600a098038303053453f4830424d4e50"]],
  ])("finds in a name the words that tell a LUN: %s", (_, name, found) => {
    expect(textSecrets(name, false).map(({ text }) => text)).toEqual(found);
  });
});
