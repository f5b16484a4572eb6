import { spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const worker = new URL("../../../worker/scripts/", import.meta.url).pathname;

/** The shells that the scripts must run in, as far as they are here; the rig has them all. */
export const shells: readonly (readonly string[])[] = [
  ["dash"],
  ["busybox", "sh"],
  ["bash", "--posix"],
].filter(([program = ""]) => spawnSync(program, ["-c", ":"]).error === undefined);

const RUN_DIRECTORIES = "queue taken parked cookies maps in-use luns.d made removed suspect recheck".split(
  " ",
);

/** What a script left behind. */
export interface Ran {
  readonly status: number | null;
  readonly stderr: string;
  /** What it told the journal: the arguments of worker/scripts/say.sh, after the shell's own words. */
  readonly said: readonly string[];
  /** Programs it started that are fakes, each with its arguments. */
  readonly calls: readonly string[];
}

/** A directory tree that a script of worker/ takes for the machine, with fakes of the programs that would change one. */
export class FakeRoot {
  readonly path = mkdtempSync(join(tmpdir(), "pathplug-root-"));

  constructor(files: Readonly<Record<string, string>> = {}) {
    for (const [path, text] of Object.entries(files)) this.put(path, text);
    for (const name of RUN_DIRECTORIES) mkdirSync(join(this.path, "run/pathplug", name), { recursive: true });
    for (const name of ["dmsetup", "udevadm", "sleep", "systemd-notify", "partx"]) this.fake(name, "");
    this.program("libexec/say", 'echo "$*" >>"$PATHPLUG_ROOT/said"');
    this.fake("dmsetup", "case $1 in udevcreatecookie) echo 0x0D4D1234 ;; esac");
  }

  put(path: string, content: string | Uint8Array): void {
    mkdirSync(dirname(join(this.path, path)), { recursive: true });
    writeFileSync(join(this.path, path), content);
  }

  /** A link, to what need not be there. */
  link(path: string, target: string): void {
    mkdirSync(dirname(join(this.path, path)), { recursive: true });
    symlinkSync(target, join(this.path, path));
  }

  read(path: string): string | undefined {
    return existsSync(join(this.path, path)) ? readFileSync(join(this.path, path), "utf8") : undefined;
  }

  drop(path: string): void {
    rmSync(join(this.path, path), { force: true });
  }

  inode(path: string): number {
    return statSync(join(this.path, path)).ino;
  }

  list(path: string): readonly string[] {
    return readdirSync(join(this.path, path)).sort();
  }

  /** Puts a program first in PATH that writes down how it was called, then does what `body` says. */
  fake(name: string, body: string): void {
    this.program(`bin/${name}`, `echo "${name} $*" >>"$PATHPLUG_ROOT/calls"\n${body}`);
  }

  /** A script of the shell that may be run. */
  program(path: string, body: string): void {
    this.put(path, `#!/bin/sh\n${body}\n`);
    chmodSync(join(this.path, path), 0o755);
  }

  /** The lines of a file; none where there is no such file. */
  lines(path: string): readonly string[] {
    return (this.read(path) ?? "").split("\n").filter((line) => line !== "");
  }

  run(
    shell: readonly string[],
    script: string,
    argv: readonly string[] = [],
    environment: NodeJS.ProcessEnv = {},
  ): Ran {
    this.drop("calls");
    this.drop("said");
    const [program = "", ...rest] = shell;
    const ran = spawnSync(program, [...rest, join(worker, script), ...argv], {
      encoding: "utf8",
      timeout: 60_000,
      env: {
        PATH: `${this.path}/bin:/usr/sbin:/usr/bin:/sbin:/bin`,
        PATHPLUG_ROOT: this.path,
        PATHPLUG_LIBEXEC: join(this.path, "libexec"),
        ...environment,
      },
    });
    return {
      status: ran.status,
      stderr: ran.stderr.replaceAll(this.path, ""),
      said: this.lines("said"),
      calls: this.lines("calls").map((line) => line.replaceAll(this.path, "")),
    };
  }

  remove(): void {
    rmSync(this.path, { recursive: true });
  }
}
