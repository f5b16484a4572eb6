import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

let bin: string;
let calls: string;

beforeEach(() => {
  const scratch = mkdtempSync(join(tmpdir(), "require-programs-"));
  bin = join(scratch, "bin");
  calls = join(scratch, "calls");
  mkdirSync(bin);
  for (const program of ["mktemp", "rm", "tail"]) symlinkSync(`/usr/bin/${program}`, join(bin, program));
  fake("sudo", '"$@"');
  fake("env", 'shift; "$@"');
});
afterEach(() => rmSync(join(bin, ".."), { recursive: true, force: true }));

function fake(program: string, script: string): void {
  writeFileSync(join(bin, program), `#!/bin/bash\n${script}\n`);
  chmodSync(join(bin, program), 0o755);
}

function requirePrograms(...features: readonly string[]) {
  const { status, stdout, stderr } = spawnSync("/bin/bash", ["rig/require-programs", ...features], {
    encoding: "utf8",
    env: { PATH: bin },
  });
  return { status, stdout, stderr };
}

describe("rig/require-programs", () => {
  it("says and does nothing where everything is there", () => {
    fake("make", "");
    expect(requirePrograms("build")).toEqual({ status: 0, stdout: "", stderr: "" });
  });

  it("installs just what is missing, and says why", () => {
    fake("apt-get", `echo "$*" >>${calls}`);
    fake("make", "");
    const { status, stderr } = requirePrograms("build", "rpm");
    expect(status).toBe(0);
    expect(stderr).toContain("rpm: builds and verifies the RPM package");
    expect(stderr).not.toContain("make:");
    expect(readFileSync(calls, "utf8")).toBe(
      "update\ninstall --yes --no-install-recommends rpm debian-archive-keyring\n",
    );
  });

  it("shows what apt said when it fails", () => {
    fake("apt-get", "echo E: no network; exit 100");
    const { status, stderr } = requirePrograms("rpm");
    expect(status).toBe(69);
    expect(stderr).toContain("E: no network");
  });

  it("asks for the programs where there is no apt", () => {
    const { status, stderr } = requirePrograms("rpm");
    expect(status).toBe(69);
    expect(stderr).toContain("no apt-get");
  });
});
