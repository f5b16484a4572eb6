import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { type Ran, root } from "./run.ts";

interface Cli {
  start(argv: readonly string[], library: string, pjson: unknown): Promise<void>;
}

const library = `${root}dist`;
const cli = createRequire(import.meta.url)(`${library}/cli.cjs`) as Cli;
const pjson: unknown = JSON.parse(readFileSync(`${library}/package.json`, "utf8"));
process.stdout.setMaxListeners(0);
process.stderr.setMaxListeners(0);

/**
 * Runs the built command line in this process, one at a time: a table of hundreds of runs takes seconds. Paths are
 * relative to the checkout.
 */
export async function runInProcess(argv: readonly string[]): Promise<Ran> {
  const out: string[] = [];
  const err: string[] = [];
  const { stdout, stderr } = process;
  const [writeOut, writeErr, exitCode, folder] = [
    stdout.write,
    stderr.write,
    process.exitCode,
    process.cwd(),
  ];
  const keep =
    (into: string[]) =>
    (chunk: string | Uint8Array, ...rest: readonly unknown[]) => {
      into.push(typeof chunk === "string" ? chunk : Buffer.from(chunk).toString());
      const done = rest.find((each) => typeof each === "function");
      if (typeof done === "function") done();
      return true;
    };
  stdout.write = keep(out) as typeof stdout.write;
  stderr.write = keep(err) as typeof stderr.write;
  process.exitCode = 0;
  try {
    process.chdir(root);
    await cli.start(argv, library, pjson);
    return { status: Number(process.exitCode ?? 0), stdout: out.join(""), stderr: err.join("") };
  } finally {
    stdout.write = writeOut;
    stderr.write = writeErr;
    process.exitCode = exitCode;
    process.chdir(folder);
  }
}
