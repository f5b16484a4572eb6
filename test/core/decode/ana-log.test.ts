import fc from "fast-check";
import { expect, it, test } from "vitest";
import { anaStateOf } from "../../../core/decode/ana-log.ts";

/** An ANA log page: of each group its state and the namespaces in it. */
function page(...groups: readonly (readonly [state: number, ...namespaces: number[]])[]): Uint8Array {
  const words = (...numbers: readonly number[]) => numbers.flatMap((number) => [number, 0, 0, 0]);
  const header = [1, 0, 0, 0, 0, 0, 0, 0, groups.length, 0, 0, 0, 0, 0, 0, 0];
  const descriptors = groups.flatMap(([state, ...namespaces], index) => [
    ...words(index + 1, namespaces.length, 0, 0, state, 0, 0, 0),
    ...words(...namespaces),
  ]);
  return Uint8Array.from([...header, ...descriptors]);
}

test.each([
  ["optimized", page([1, 5]), "active/optimized"],
  ["non-optimized, in the second group", page([1, 4], [2, 5]), "active/non-optimized"],
  ["inaccessible: as standby, since the array may open it", page([3, 4, 5]), "standby"],
  ["persistent loss", page([4, 5]), "unavailable"],
  ["change", page([15, 5]), "transitioning"],
  ["a state that is reserved", page([7, 5]), undefined],
  ["reserved bits beside the state", page([0xf1, 5]), "active/optimized"],
  ["a namespace that no group has", page([1, 4], [2]), undefined],
  ["a page that is cut before it", page([1, 4], [2, 5]).slice(0, -4), undefined],
  ["a page that is cut behind it", page([1, 5], [2, 4]).slice(0, -36), "active/optimized"],
  ["no page", new Uint8Array(0), undefined],
])("the state of a namespace: %s", (_, bytes, state) => {
  expect(anaStateOf(bytes, 5)).toBe(state);
});

it("is told, or not, of any bytes", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(), (bytes, nsid) => void anaStateOf(bytes, nsid)),
  );
});
