import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import { dirname, join } from "node:path";
import type { System } from "../../host/system/system.ts";
import { nodeSystem } from "../../worker/shim/node-system.ts";

/** A program of a test: a shell script that gets the arguments; its `$0` is the directory of the machine. */
export type Programs = Readonly<Record<string, string>>;

/** A machine below a directory that can be written, with fake programs; `calls` are the programs it started. */
export interface TreeSystem {
  readonly system: System;
  readonly calls: readonly string[];
}

/** Every program that `programs` lacks is missing on the machine. */
export function treeSystem(root: string, programs: Programs = {}): TreeSystem {
  const calls: string[] = [];
  const real = nodeSystem(
    fs,
    async (argv, { input = "" }) => {
      const [program, ...rest] = argv;
      calls.push(argv.join(" "));
      const script = programs[program];
      if (script === undefined) {
        return { status: 127, timedOut: false, stdout: new Uint8Array(0), stderr: `${program}: not found` };
      }
      const ran = spawnSync("/bin/sh", ["-c", script, root, ...rest], { input });
      return {
        status: ran.status ?? -1,
        timedOut: false,
        stdout: new Uint8Array(ran.stdout),
        stderr: ran.stderr.toString(),
      };
    },
    "worker.js",
  );
  const at = (path: string): string => join(root, path);
  const system: System = {
    ...real,
    readBytes: (path, limit) => real.readBytes(at(path), limit),
    list: (path) => real.list(at(path)),
    readLink: (path) => real.readLink(at(path)),
    exists: (path) => real.exists(at(path)),
    write: (path, content, mode) => real.write(at(path), content, mode),
    makeDirectory: (path) => {
      fs.mkdirSync(dirname(at(path)), { recursive: true });
      return real.makeDirectory(at(path));
    },
    rename: (from, to) => real.rename(at(from), at(to)),
    unlink: (path) => real.unlink(at(path)),
    probeExclusive: () => "free",
    deviceOf: () => undefined,
    child: ["false"],
    sleep: async () => {},
  };
  return { system, calls };
}

/** Writes files below a directory. */
export function writeFiles(root: string, files: Readonly<Record<string, string>>): void {
  for (const [path, content] of Object.entries(files)) {
    fs.mkdirSync(dirname(join(root, path)), { recursive: true });
    fs.writeFileSync(join(root, path), content);
  }
}

/** A new directory of its own. */
export function newRoot(): string {
  return fs.mkdtempSync("/tmp/pathplug-tree-");
}
