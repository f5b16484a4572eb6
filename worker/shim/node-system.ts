import type { ChildProcess } from "node:child_process";
import { decodeText, encodeText } from "../../core/bytes/text.ts";
import type { Spawn, System, WriteResult } from "../../host/system/system.ts";
import { deviceIdOf } from "./device-id.ts";
import { OUTPUT_LIMIT } from "./output-limit.ts";

type Fs = typeof import("node:fs");
type ChildProcessModule = typeof import("node:child_process");

const READ_LIMIT = 1024 * 1024;
/** How often it is asked whether the end of a program is awaited in vain, milliseconds. */
const ASK = 250;

function attempt(effect: () => void): WriteResult {
  try {
    effect();
    return { kind: "written" };
  } catch (reason) {
    return { kind: "failed", errno: errnoOf(reason) };
  }
}

function errnoOf(reason: unknown): string {
  return (reason as NodeJS.ErrnoException).code ?? "EIO";
}

function tryRead<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

function readAll(fs: Fs, path: string, limit: number): Uint8Array {
  const fd = fs.openSync(path, fs.constants.O_RDONLY);
  try {
    let buffer = new Uint8Array(Math.min(limit, 8192));
    let size = 0;
    while (size < limit) {
      if (size === buffer.length) {
        const larger = new Uint8Array(Math.min(limit, buffer.length * 4));
        larger.set(buffer);
        buffer = larger;
      }
      const count = fs.readSync(fd, buffer, size, buffer.length - size, null);
      if (count === 0) break;
      size += count;
    }
    return buffer.slice(0, size);
  } finally {
    fs.closeSync(fd);
  }
}

/** Starts programs with node:child_process. */
export function nodeSpawn(childProcess: ChildProcessModule): Spawn {
  return (argv, options) =>
    new Promise((resolve) => {
      const [program, ...rest] = argv;
      const child: ChildProcess = childProcess.spawn(program, rest, {
        stdio: [options.input === undefined ? "ignore" : "pipe", "pipe", "pipe"],
      });
      const out: Uint8Array[] = [];
      const err: Uint8Array[] = [];
      let size = 0;
      let timedOut = false;
      let settled = false;
      const settle = (status: number | undefined, reason?: string, gone?: Promise<void>): void => {
        if (settled) return;
        settled = true;
        clearTimeout(timer);
        clearInterval(asking);
        const stderr = reason ?? decodeText(joined(err));
        const ended = { timedOut, stdout: joined(out), stderr };
        resolve({
          ...ended,
          ...(status === undefined ? {} : { status }),
          ...(gone === undefined ? {} : { gone }),
        });
      };
      const giveUp = (): void => {
        timedOut = true;
        child.kill("SIGKILL");
        child.stdout?.destroy();
        child.stderr?.destroy();
        child.unref();
        settle(undefined, undefined, new Promise((isGone) => child.once("exit", () => isGone())));
      };
      const timer = setTimeout(giveUp, options.timeoutMs);
      const { until } = options;
      const asking = until === undefined ? undefined : setInterval(() => until() && giveUp(), ASK);
      child.stdout?.on("data", (chunk: Uint8Array) => {
        size += chunk.length;
        if (size <= OUTPUT_LIMIT) out.push(chunk);
      });
      child.stderr?.on("data", (chunk: Uint8Array) => err.push(chunk));
      child.on("error", (reason) => settle(127, reason.message));
      child.on("close", (status) => settle(status ?? undefined));
      if (options.input !== undefined) {
        child.stdin?.on("error", () => {});
        child.stdin?.end(encodeText(options.input));
      }
    });
}

function joined(chunks: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(chunks.reduce((size, chunk) => size + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

/** The machine through Node; `spawn` is a parameter, so that the CLI can bring its own. `script` is the bundle that runs. */
export function nodeSystem(fs: Fs, spawn: Spawn, script: string): System {
  return {
    live: true,
    readBytes: (path, limit = READ_LIMIT) => tryRead(() => readAll(fs, path, limit)),
    list: (path) => tryRead(() => fs.readdirSync(path).sort()),
    readLink: (path) => tryRead(() => fs.readlinkSync(path)),
    exists: (path) => fs.existsSync(path),
    write: (path, content, mode) =>
      attempt(() => {
        const bytes = encodeText(content);
        if (mode === "create") fs.writeFileSync(path, bytes, { flag: "wx", mode: 0o644 });
        else if (mode === "attribute") writeAttribute(fs, path, bytes);
        else {
          const temporary = `${path}.new`;
          fs.writeFileSync(temporary, bytes, { mode: 0o644 });
          fs.renameSync(temporary, path);
        }
      }),
    makeDirectory: (path) => attempt(() => fs.mkdirSync(path, { mode: 0o755 })),
    rename: (from, to) => attempt(() => fs.renameSync(from, to)),
    unlink: (path) => attempt(() => fs.unlinkSync(path)),
    probeExclusive: (path) => {
      try {
        fs.closeSync(fs.openSync(path, fs.constants.O_RDONLY | fs.constants.O_EXCL));
        return "free";
      } catch (reason) {
        return errnoOf(reason) === "EBUSY" ? "busy" : "absent";
      }
    },
    deviceOf: (path) => {
      const stat = tryRead(() => fs.statSync(path));
      return stat === undefined ? undefined : deviceIdOf(stat.mode, stat.rdev);
    },
    child: [process.execPath, script.replace(/[^/]*$/, "child.js")],
    spawn,
    sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    monotonic: () => performance.now(),
    now: () => Date.now(),
  };
}

/** sysfs wants one write(2) on an existing file; creating one by mistake would hide an error. */
function writeAttribute(fs: Fs, path: string, bytes: Uint8Array): void {
  const fd = fs.openSync(path, fs.constants.O_WRONLY);
  try {
    fs.writeSync(fd, bytes);
  } finally {
    fs.closeSync(fd);
  }
}
