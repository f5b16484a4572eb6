import { expect, it } from "vitest";
import { sizeText } from "../../../core/render/size-text.ts";

it.each([
  [0, "0K"],
  [2, "1.0K"],
  [2048, "1.0M"],
  [2_097_152, "1.0G"],
  [20_971_520, "10G"],
  [3 * 1024 ** 3, "1.5T"],
])("%i sectors are shown as %s", (sectors, shown) => {
  expect(sizeText(sectors)).toBe(shown);
});
