import { describe, expect, it } from "vitest";
import { deviceIdOf } from "../../../worker/shim/device-id.ts";

describe("what stat says of a node", () => {
  it.each<[string, number, number, string | undefined]>([
    ["a disk", 0o060660, 0x0810, "b8:16"],
    ["a disk past the 8 bits of a minor number", 0o060660, 0x41041f0, "b65:16880"],
    ["a device of a high major number", 0o060660, 0x10301, "b259:1"],
    ["a character device", 0o020666, 0x0103, "c1:3"],
    ["a file", 0o100644, 0, undefined],
    ["a socket", 0o140755, 0, undefined],
  ])("is told of %s", (_, mode, rdev, id) => expect(deviceIdOf(mode, rdev)).toBe(id));
});
