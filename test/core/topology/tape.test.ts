import { describe, expect, it } from "vitest";
import type { Identity } from "../../../core/identify/identity.ts";
import { findTape, type TapeNode, tapePaths } from "../../../core/topology/tape.ts";

const identity = (naa: string): Identity => ({
  wwid: `3${naa}`,
  kernelId: `naa.${naa}`,
  candidates: [`3${naa}`, "1IBM_ULTRIUM_1"],
  designators: [],
  unique: true,
  findings: [],
});

const node = (dev: string, hctl: string, more: Partial<TapeNode> = {}): TapeNode => ({
  dev,
  devt: `9:${dev.length}${hctl[0]}`,
  hctl,
  kind: "tape",
  identity: identity("5000e111c5a0b001"),
  vendor: "IBM",
  product: "ULTRIUM-HH8",
  revision: "N9P0",
  state: "running",
  links: [`pathplug/by-wwid/naa.5000e111c5a0b001${dev.startsWith("n") ? "-nst" : ""}`],
  priority: 10,
  ...more,
});

const NODES = [
  node("st0", "0:0:0:0", { priority: 5, state: "offline" }),
  node("nst0", "0:0:0:0", { priority: 5, state: "offline" }),
  node("st1", "1:0:0:0"),
  node("nst1", "1:0:0:0"),
  node("st2", "2:0:0:0", { identity: identity("5000e111c5a0b009"), links: [] }),
];

describe("the tape that a word means", () => {
  it.each([
    ["a kernel name", "nst1", "nst1"],
    ["a node", "/dev/st2", "st2"],
    ["another mode of the same tape", "nst0a", "nst0"],
    ["a number", "9:31", "st1"],
    ["H:C:T:L", "2:0:0:0", "st2"],
    ["a link: the path of the highest priority", "/dev/pathplug/by-wwid/naa.5000e111c5a0b001-nst", "nst1"],
    ["a WWID: a path that works", "35000e111c5a0b001", "st1"],
    ["the kernel's id", "naa.5000e111c5a0b009", "st2"],
    ["another id of the device", "1IBM_ULTRIUM_1", "st1"],
    ["a word that means none", "sda", undefined],
    ["nothing", "", undefined],
  ])("is found by %s", (_, word, dev) => {
    expect(findTape(NODES, word)?.dev).toBe(dev);
  });
});

describe("the paths of a tape", () => {
  it("are the like nodes with the same id", () => {
    const paths = (dev: string) => tapePaths(NODES, findTape(NODES, dev) as TapeNode).map((path) => path.dev);
    expect(paths("nst0")).toEqual(["nst0", "nst1"]);
    expect(paths("st2")).toEqual(["st2"]);
  });

  it("are the node alone where the kernel gives it no id", () => {
    const { kernelId, ...rest } = identity("5000e111c5a0b001");
    const nameless = node("st0", "0:0:0:0", { identity: rest });
    expect(kernelId).toBeDefined();
    expect(tapePaths([nameless, node("st1", "1:0:0:0", { identity: rest })], nameless)).toEqual([nameless]);
  });
});
