import { spawn, spawnSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

// A checkout with nothing but the rig, and programs that play mmdebstrap and QEMU.
let checkout: string;
let environment: Record<string, string>;

beforeEach(() => {
  checkout = mkdtempSync(join(tmpdir(), "rig, run-"));
  cpSync("rig", join(checkout, "rig"), { recursive: true });
  mkdirSync(join(checkout, "bin"));
  environment = {
    PATH: `${join(checkout, "bin")}:${process.env.PATH}`,
    XDG_CACHE_HOME: join(checkout, "cache"),
    RIG_ACCEL: "tcg",
  };
  fake("mmdebstrap", "echo system");
  // biome-ignore lint/suspicious/noTemplateCurlyInString: bash's own: its last argument
  fake("sqfstar", 'cat >"${@: -1}"');
  fake("sudo", '"$@"');
});
afterEach(() => rmSync(checkout, { recursive: true, force: true }));

function fake(program: string, script: string): void {
  writeFileSync(join(checkout, "bin", program), `#!/bin/bash\n${script}\n`);
  chmodSync(join(checkout, "bin", program), 0o755);
}

function run(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(join(checkout, "rig/run"), args, {
    encoding: "utf8",
    env: environment,
  });
  return { status, stdout, stderr };
}

const log = (name: string): string => readFileSync(join(checkout, ".rig/last", name), "utf8");

describe("rig/run, before it boots anything", () => {
  it("explains itself", () => {
    const { status, stdout } = run("--help");
    expect(status).toBe(0);
    expect(stdout).toContain("Usage: rig/run");
  });

  it.each([
    ["an unknown option", ["--bogus"], "unknown option: --bogus"],
    ["an option without its value", ["--suite"], "--suite needs a value"],
    ["an unknown suite", ["--suite", "potato", "-c", "true"], "unknown suite: potato"],
    ["a script that is not there", ["/nowhere.sh"], "no such script: /nowhere.sh"],
    ["no script", [], "Usage: rig/run"],
  ])("refuses %s as a mistake of usage", (_, args, message) => {
    const { status, stderr } = run(...args);
    expect(status).toBe(64);
    expect(stderr).toContain(message);
  });
});

describe("rig/run, with a guest that is played", () => {
  it.each([0, 1, 42])("ends with the script's status %i and passes its output on", (status) => {
    fake("qemu-system-x86_64", `echo from the guest; echo ${status} >status`);
    const result = run("-c", "anything");
    expect([result.status, result.stdout]).toEqual([status, "from the guest\n"]);
    expect(log("output.log")).toBe("from the guest\n");
  });

  it("hands the script, its arguments and its environment over unharmed", () => {
    fake("qemu-system-x86_64", "echo 0 >status");
    run("--env", "NAME=it's a $value", "-c", "echo $1", "two words");
    expect(log("argv").split("\0")).toEqual(["/bin/bash", "-c", "echo $1", "rig", "two words", ""]);
    const { stdout } = spawnSync("bash", ["-c", '. .rig/last/environment; printf %s "$NAME"'], {
      cwd: checkout,
      encoding: "utf8",
    });
    expect(stdout).toBe("it's a $value");
  });

  it("starts a guest anew that reboots", () => {
    fake(
      "qemu-system-x86_64",
      "echo boot >>boots; if [[ $(wc -l <boots) -eq 1 ]]; then touch reboot; else echo 7 >status; fi",
    );
    expect(run("-c", "anything").status).toBe(7);
    expect(log("boots")).toBe("boot\nboot\n");
  });

  it("builds an image once, and names it by its packages in whatever order", () => {
    fake("qemu-system-x86_64", "echo 0 >status");
    expect(run("--with", "b,a", "-c", "true").stderr).toContain("building the trixie image");
    expect(run("--with", "a,b", "-c", "true").stderr).not.toContain("building");
  });

  it.each([
    ["vanishes", "echo panic >console.log", 125, "panic"],
    ["ends in emergency mode", "echo emergency >status; echo no root >console.log", 125, "no root"],
    ["hangs", "echo stuck >console.log; exec sleep 60", 124, "stuck"],
  ])("shows the console of a guest that %s", (_, script, expected, message) => {
    fake("qemu-system-x86_64", script);
    const { status, stderr } = run("--timeout", "1", "-c", "anything");
    expect(status).toBe(expected);
    expect(stderr).toContain(message);
  });

  it("takes the guest along when it is killed", async () => {
    fake("qemu-system-x86_64", "echo $$; exec sleep 60");
    const child = spawn(join(checkout, "rig/run"), ["-c", "anything"], { env: environment });
    const guest = await new Promise<number>((resolve) => {
      child.stdout.once("data", (chunk: Buffer) => resolve(Number(chunk.toString())));
    });
    const ended = new Promise((resolve) => child.on("close", resolve));
    child.kill("SIGTERM");
    expect(await ended).toBe(143);
    expect(() => process.kill(guest, 0)).toThrow("ESRCH");
  });
});
