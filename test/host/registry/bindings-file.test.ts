import * as fs from "node:fs";
import { rmSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readBindings, writeBindings } from "../../../host/registry/bindings-file.ts";
import { newRoot, writeFiles } from "../tree-system.ts";
import { shellSystem } from "./shell-system.ts";

const FILE = "etc/multipath/bindings";
let root = "";
beforeEach(() => {
  root = newRoot();
});
afterEach(() => rmSync(root, { recursive: true }));

const machine = (meanwhile?: () => void) => shellSystem(root, meanwhile);

const textOf = (path: string) => fs.readFileSync(`${root}/${path}`, "utf8");

describe("/etc/multipath/bindings", () => {
  it("is empty where there is none", () => {
    expect(readBindings(machine())).toBe("");
  });

  it("is not read at all where it is too large to be read to its end", () => {
    writeFiles(root, { [FILE]: "#".repeat(1024 * 1024) });
    expect(readBindings(machine())).toBeUndefined();
  });

  it.each([
    ["made where there is none", undefined, ""],
    ["put into the place of what was read", "mpatha W0\n", "mpatha W0\n"],
  ])("is %s, readable for root alone, and nothing is left beside it", async (_name, there, before) => {
    if (there !== undefined) writeFiles(root, { [FILE]: there });
    expect(await writeBindings(machine(), before, "mpatha W0\nmpathb W1\n")).toEqual({ kind: "written" });
    expect(textOf(FILE)).toBe("mpatha W0\nmpathb W1\n");
    expect(fs.statSync(`${root}/${FILE}`).mode & 0o777).toBe(0o600);
    expect(fs.readdirSync(`${root}/etc/multipath`)).toEqual(["bindings"]);
  });

  it("is brought to the disk before it is put into its place, and its directory after that", async () => {
    writeFiles(root, { "bin/sync": '#!/bin/sh\necho "$@" >>"$(dirname "$0")/../synced"\n' });
    fs.chmodSync(`${root}/bin/sync`, 0o755);
    await writeBindings(machine(), "", "mpatha W0\n");
    expect(textOf("synced").replaceAll(root, "")).toBe("/etc/multipath/bindings.pathplug\n/etc/multipath\n");
  });

  it.each([
    ["has been added to", "mpatha W0\nmpathx W9\n"],
    ["has gone", undefined],
  ])("stays as it is where it %s since it was read", async (_name, now) => {
    writeFiles(root, { [FILE]: "mpatha W0\n" });
    const change = (): void => {
      if (now === undefined) rmSync(`${root}/${FILE}`);
      else writeFiles(root, { [FILE]: now });
    };
    expect(await writeBindings(machine(change), "mpatha W0\n", "mpathb W1\n")).toEqual({ kind: "changed" });
    expect(textOf(FILE)).toBe(now ?? "");
    expect(fs.readdirSync(`${root}/etc/multipath`)).toEqual(["bindings"]);
  });

  it("that cannot be put into its place is told with the reason", async () => {
    writeFiles(root, { [`${FILE}/x`]: "" });
    const written = await writeBindings(machine(), "", "mpatha W0\n");
    expect(written.kind).toBe("failed");
    expect(written).toMatchObject({ reason: expect.stringMatching(/bindings/) });
  });
});
