import { describe, expect, it } from "vitest";
import { keyOfUuid, keyText, ownKeyText, parseKey, parseOwnKey } from "../../../core/own/reservation-key.ts";

describe("a reservation key", () => {
  it.each([
    ["0x1a2b", 0x1a2bn],
    ["0XFEDCBA9876543210", 0xfedcba9876543210n],
    ["18446744073709551615", 0xffff_ffff_ffff_ffffn],
    ["0x0", 0n],
    ["18446744073709551616", undefined],
    ["0x1fedcba9876543210", undefined],
    ["1a2b", undefined],
    ["0x", undefined],
    ["", undefined],
    ["-1", undefined],
    ["0x1 ", undefined],
  ])("is read from %j as %s", (text, key) => {
    expect(parseKey(text)).toBe(key);
  });

  it.each(["0x0", "0xa1", "0xa1:aptpl", "0xffffffffffffffff:aptpl"])(
    "%s is written as it was read",
    (text) => {
      const own = parseOwnKey(text);
      expect(own === undefined ? "" : ownKeyText(own)).toBe(text);
    },
  );

  it.each([undefined, "", ":aptpl", "0xa1:", "0xa1:APTPL", "0xa1 aptpl"])(
    "%j is none of a registry",
    (text) => {
      expect(parseOwnKey(text)).toBeUndefined();
    },
  );

  it.each([
    ["1b4e28ba-2fa1-41d2-883f-0016d3cca427\n", 0x1b4e28ba2fa1a427n],
    ["", undefined],
    ["1b4e28ba-2fa1-41d2-883f-0016d3cca4", undefined],
  ])("is drawn by lot from %j as %s", (text, key) => {
    expect(keyOfUuid(text)).toBe(key);
  });

  it("is told in hex", () => {
    expect(keyText(0xa1n)).toBe("0xa1");
  });
});
