import { describe, expect, it } from "vitest";
import { groupIntoBoots, readRigCase, rigArguments } from "./rig-boots.ts";

describe("the header of a rig case", () => {
  it("may be absent: trixie, QuickJS, the shared boot, two minutes", () => {
    expect(readRigCase("burst", "#!/bin/bash\n. guest.sh\n")).toEqual({
      name: "burst",
      suites: ["trixie"],
      engines: ["qjs"],
      packages: [""],
      timeout: 120,
      boot: "main",
      onlyAsked: false,
      options: [],
    });
  });

  it("names suites, engines, packages, boot, time and options of rig/run", () => {
    const text =
      "#!/bin/bash\n# rig: suites=trixie,sid engines=qjs,node with=none|sg3-utils-udev\n# rig: timeout=300 boot=own lun=size=64M,paths=2\n";
    expect(readRigCase("burst", text)).toEqual({
      name: "burst",
      suites: ["trixie", "sid"],
      engines: ["qjs", "node"],
      packages: ["", "sg3-utils-udev"],
      timeout: 300,
      boot: "own",
      onlyAsked: false,
      options: ["--lun", "size=64M,paths=2"],
    });
  });

  it("may want a guest that reboots", () => {
    const text = "# rig: boot=own state=- append=quiet=1";
    expect(readRigCase("burst", text).options).toEqual(["--state", "-", "--append", "quiet=1"]);
  });

  it("may want to be run only where somebody names it", () => {
    expect(readRigCase("burst", "# rig: when=asked")).toMatchObject({ onlyAsked: true });
  });

  it.each(["# rig: when=never", "# rig: icount=yes", "# rig: suite=sid", "# rig: fast", "# rig: timeout="])(
    "is refused when a word is not understood: %s",
    (text) => {
      expect(() => readRigCase("a", text)).toThrow("is not understood");
    },
  );
});

describe("boots", () => {
  it("are shared by cases with the same wishes and named by what differs", () => {
    const cases = [
      readRigCase("a", "# rig: suites=trixie,sid engines=qjs,node"),
      readRigCase("b", ""),
      readRigCase("c", "# rig: with=x,y"),
      readRigCase("d", "# rig: mem=512"),
    ];
    const boots = groupIntoBoots(cases).map(({ name, runs }) => [
      name,
      runs.map((run) => `${run.engine} ${run.name}`),
    ]);
    expect(boots).toEqual([
      ["trixie-main", ["qjs a", "node a", "qjs b"]],
      ["sid-main", ["qjs a"]],
      ["trixie-main-x+y", ["qjs c"]],
      ["trixie-main.2", ["qjs d"]],
    ]);
  });

  it("with more runs are begun first", () => {
    const cases = [
      readRigCase("a", "# rig: boot=short"),
      readRigCase("b", "# rig: boot=middling engines=qjs,node"),
      ...["c", "d", "e"].map((name) => readRigCase(name, "")),
      readRigCase("f", "# rig: boot=other"),
    ];
    const names = groupIntoBoots(cases).map(({ name }) => name);
    expect(names).toEqual(["trixie-main", "trixie-middling", "trixie-short", "trixie-other"]);
  });

  it("are limited to the time of their cases and a minute", () => {
    const [boot] = groupIntoBoots([
      readRigCase("a", "# rig: timeout=30 with=x disk=64M"),
      readRigCase("b", "# rig: timeout=60 with=x disk=64M"),
    ]);
    expect(boot && rigArguments(boot, {})).toEqual(
      "--suite trixie --name test-trixie-main-x --timeout 630 --icount --cpus 1 --with x --plain-disk 64M test/rig/run-cases qjs:30:a qjs:60:b".split(
        " ",
      ),
    );
    expect(boot && rigArguments(boot, { RIG_THOROUGH: "1" }).join(" ")).toContain(" --env RIG_THOROUGH=1 ");
  });
});
