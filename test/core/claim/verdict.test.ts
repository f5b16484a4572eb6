import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { claimReasons, claimReasonText } from "../../../core/claim/reason.ts";
import { type ClaimFacts, claimVerdict } from "../../../core/claim/verdict.ts";

const free: ClaimFacts = {
  owner: "pathplug",
  mode: "known",
  armed: true,
  kernelCommandLine: ["ro", "quiet"],
  disk: true,
  nativeMultipath: false,
  inUse: false,
  registered: false,
  identified: true,
  policy: "first-path",
};
const { policy: _, ...unknown } = free;

describe("a path", () => {
  it.each([
    ["of an array that is claimed from the first path", free, "first-path", true],
    ["of an unknown product", unknown, "unknown-product", false],
    ["of a product that is never multipathed", { ...free, policy: "never" }, "product-never", false],
    [
      "that is the first of a second-path product",
      { ...free, policy: "second-path" },
      "second-path-awaited",
      false,
    ],
    [
      "that is the second of a second-path product",
      { ...free, policy: "second-path", secondPathSeen: true },
      "second-path",
      true,
    ],
    ["of a registered LUN of an unknown product", { ...unknown, registered: true }, "registered", true],
    ["of a registered LUN in mode strict", { ...free, mode: "strict", registered: true }, "registered", true],
    ["of a LUN that is not registered in mode strict", { ...free, mode: "strict" }, "not-listed", false],
    ["of a registered LUN in use", { ...free, registered: true, inUse: true }, "in-use", false],
    ["that is in use and held by its map", { ...free, inUse: true, heldByMap: true }, "held-by-map", true],
    ["that something holds", { ...free, held: true }, "in-use", false],
    [
      "that something holds, of a registered LUN",
      { ...free, held: true, registered: true },
      "registered",
      true,
    ],
    [
      "that the kernel multipaths",
      { ...free, nativeMultipath: true, registered: true },
      "native-multipath",
      false,
    ],
    ["without an id", { ...free, identified: false }, "no-identity", false],
    ["registered, and named late", { ...free, registered: true, namedLate: true }, "left-before", false],
    ["that is no disk", { ...free, disk: false }, "not-a-disk", false],
    [
      "with nompath",
      { ...free, kernelCommandLine: ["nompath"], registered: true },
      "kernel-command-line",
      false,
    ],
    ["with multipath=off", { ...free, kernelCommandLine: ["multipath=off"] }, "kernel-command-line", false],
    [
      "with another word of that kind",
      { ...free, kernelCommandLine: ["multipath=on", "nompathx"] },
      "first-path",
      true,
    ],
    ["while the rules are not armed", { ...free, armed: false, registered: true }, "not-armed", false],
    ["on a host of multipathd", { ...free, owner: "multipathd", registered: true }, "not-owner", false],
  ] as const)("%s: %s", (_what, facts, reason, claimed) => {
    expect(claimVerdict(facts)).toEqual({ claimed, reason });
  });
});

it("every reason is told in a sentence", () => {
  for (const reason of claimReasons) expect(claimReasonText(reason)).toMatch(/^\S.{10,}[^.]$/);
});

it("the claim rule gives its reasons in the same order", () => {
  const rule = readFileSync(join(import.meta.dirname, "../../../rules/59-pathplug-claim.rules"), "utf8");
  const given = [...rule.matchAll(/ENV\{PATHPLUG_CLAIM_REASON\}="([^"]+)"/g)].map(([, reason]) => reason);
  expect(given.filter((reason) => !claimReasons.some((known) => known === reason))).toEqual([]);
  const order = [...new Set(given)].filter((reason) => reason !== "partition-of-path");
  const early = order.slice(0, order.indexOf("unknown-product") + 1);
  expect(early).toEqual(claimReasons.filter((reason) => early.includes(reason)));
});
