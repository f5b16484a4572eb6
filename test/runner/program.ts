import { spawn } from "node:child_process";
import { createWriteStream } from "node:fs";

export interface ProgramResult {
  readonly status: number;
  /** Standard output and error as they came. */
  readonly output: string;
}

export interface ProgramOptions {
  /** File that keeps standard output and error. */
  readonly log: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Is handed each line of standard output as it comes. */
  readonly onLine?: (line: string) => void;
  /** Is handed each line of standard error as it comes. */
  readonly onErrorLine?: (line: string) => void;
}

/** Splits a stream of chunks into lines. */
function lineSplitter(onLine: (line: string) => void): { feed(chunk: string): void; end(): void } {
  let rest = "";
  return {
    feed(chunk) {
      const lines = (rest + chunk).split("\n");
      rest = lines.pop() ?? "";
      lines.forEach(onLine);
    },
    end() {
      if (rest !== "") onLine(rest);
    },
  };
}

/** Runs a program to its end, keeping what it says in a log. A program that cannot be started has status 127. */
export function runProgram(argv: readonly string[], options: ProgramOptions): Promise<ProgramResult> {
  const log = createWriteStream(options.log);
  const [program = "", ...args] = argv;
  const child = spawn(program, args, {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...options.environment },
  });
  let output = "";
  const out = lineSplitter(options.onLine ?? (() => {}));
  const err = lineSplitter(options.onErrorLine ?? (() => {}));
  for (const [stream, lines] of [
    [child.stdout, out],
    [child.stderr, err],
  ] as const) {
    stream.setEncoding("utf8").on("data", (chunk: string) => {
      output += chunk;
      log.write(chunk);
      lines.feed(chunk);
    });
  }
  return new Promise((resolve) => {
    child.on("error", (error) => {
      log.end(`${error.message}\n`);
      resolve({ status: 127, output: error.message });
    });
    child.on("close", (code) => {
      out.end();
      err.end();
      log.end();
      resolve({ status: code ?? 1, output });
    });
  });
}
