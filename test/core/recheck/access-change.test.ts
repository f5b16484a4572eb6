import { describe, expect, it } from "vitest";
import { hasAccessChanged } from "../../../core/recheck/access-change.ts";
import type { RawPath } from "../../../core/topology/path.ts";
import { rtpgOf } from "../../machines/disk.ts";
import { portGroup, vpd } from "../decode/valid-pages.ts";

const PREFERRED = 0x80;
const OPTIMIZED = 0;
const NON_OPTIMIZED = 1;

const path: RawPath = {
  dev: "sda",
  devt: "8:0",
  hctl: "0:0:0:0",
  pages: { "83": vpd(0x83, portGroup(1)) },
  attributes: { access_state: "active/optimized", preferred_path: "0" },
  sectors: 8,
  logicalBlockSize: 512,
  readOnly: false,
  holders: [],
  transport: "unspecified",
};
const told = (state: number, group = 1): RawPath => ({ ...path, rtpg: rtpgOf([{ group, state }]) });

describe("the access state of a path", () => {
  it.each<[string, RawPath, RawPath, boolean]>([
    ["has changed where its group is in another one", told(OPTIMIZED), told(NON_OPTIMIZED), true],
    [
      "has changed where its group is preferred now",
      told(NON_OPTIMIZED),
      told(NON_OPTIMIZED | PREFERRED),
      true,
    ],
    ["has changed where its group was preferred", told(OPTIMIZED | PREFERRED), told(OPTIMIZED), true],
    ["has not where it is told again", told(NON_OPTIMIZED), told(NON_OPTIMIZED), false],
    ["is not known where nobody has asked before, whatever the kernel says", path, told(OPTIMIZED), true],
    ["is not known where the group was not told of before", told(OPTIMIZED, 2), told(OPTIMIZED), true],
    ["has not where there is no answer", told(NON_OPTIMIZED), path, false],
    ["has not where the answer is of other groups", told(NON_OPTIMIZED), told(OPTIMIZED, 2), false],
    ["has not where the state is reserved", told(OPTIMIZED), told(5), false],
  ])("%s", (_, heard, asked, expected) => {
    expect(hasAccessChanged(heard, asked)).toBe(expected);
  });
});
