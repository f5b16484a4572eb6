import { expect, test } from "vitest";
import { identifyNamespace } from "../../../core/identify/namespace.ts";

const model = "41434d45";

test.each([
  ["a UUID", "uuid.0ab5b9f0-1c43-4ae4-9a7b-0fbd1ab2a001", true],
  ["an NGUID", "eui.6e0000000100000024c9d40000000001", true],
  ["an EUI-64", "eui.0024c9d400000001", true],
  ["serial number and model", `nvme.8086-53313233-${model}-00000001`, true],
  ["a blank serial number", `nvme.8086-202020-${model}-00000001`, false],
  ["no serial number", `nvme.8086--${model}-00000001`, false],
  ["a serial number of zeros", `nvme.8086-3030-${model}-00000001`, false],
])("%s is the WWID as it is; whether it is unique", (_, wwid, unique) => {
  expect(identifyNamespace(wwid)).toMatchObject({ wwid, kernelId: wwid, candidates: [wwid], unique });
});

test.each([undefined, ""])("%j is no id", (wwid) => {
  const identity = identifyNamespace(wwid);
  expect([identity.wwid, identity.kernelId, identity.candidates]).toEqual([undefined, undefined, []]);
});
