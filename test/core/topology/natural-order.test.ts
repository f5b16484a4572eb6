import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { naturalOrder } from "../../../core/topology/natural-order.ts";

describe("natural order", () => {
  it.each([
    [
      ["sd10", "sd2", "sd1"],
      ["sd1", "sd2", "sd10"],
    ],
    [
      ["sdaa", "sdz", "sdb", "sdb2", "sdb10"],
      ["sdb", "sdb2", "sdb10", "sdz", "sdaa"],
    ],
    [
      ["10:0:0:0", "2:0:0:10", "2:0:0:9"],
      ["2:0:0:9", "2:0:0:10", "10:0:0:0"],
    ],
    [
      ["mpathb", "backup", "data"],
      ["backup", "data", "mpathb"],
    ],
    [
      ["dm-10", "dm-9"],
      ["dm-9", "dm-10"],
    ],
    [
      ["a02", "a2", "a1"],
      ["a1", "a2", "a02"],
    ],
  ])("sorts %j", (names, sorted) => {
    expect([...names].sort(naturalOrder)).toEqual(sorted);
  });

  it("is an order: the same for any arrangement, and 0 for equal texts only", () => {
    const name = fc.oneof(
      fc.stringMatching(/^(sd|vd|dm-|x)?[a-c]{0,2}\d{0,2}$/),
      fc.string({ maxLength: 4 }),
    );
    fc.assert(
      fc.property(name, name, name, (a, b, c) => {
        expect(Math.sign(naturalOrder(a, b))).toBe(-Math.sign(naturalOrder(b, a)) + 0);
        expect(naturalOrder(a, b) === 0).toBe(a === b);
        if (naturalOrder(a, b) < 0 && naturalOrder(b, c) < 0) expect(naturalOrder(a, c)).toBeLessThan(0);
      }),
      { numRuns: 5000 },
    );
  });
});
