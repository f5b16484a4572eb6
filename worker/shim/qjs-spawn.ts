import { decodeText, encodeText } from "../../core/bytes/text.ts";
import { given } from "../../core/values/given.ts";
import type { Spawn, SpawnOptions, SpawnResult } from "../../host/system/system.ts";
import { OUTPUT_LIMIT } from "./output-limit.ts";
import type { QjsOs } from "./qjs-types.ts";

const SIGKILL = 9;
const CHUNK = 65536;
/** How often an ended program is looked for, milliseconds: soon at first, then after a part of the time it has run. */
const REAP_SOON = 2;
const REAP_LATE = 50;
/** The same of one that was killed and that the kernel still holds. */
const REAP_KILLED = 250;

/** Collects what arrives on a pipe until its end. */
function collect(
  os: QjsOs,
  fd: number,
): { readonly done: Promise<Uint8Array>; readonly abandon: () => void } {
  const chunks: Uint8Array[] = [];
  let size = 0;
  let finish: (bytes: Uint8Array) => void = () => {};
  const done = new Promise<Uint8Array>((resolve) => {
    finish = resolve;
  });
  let open = true;
  const close = (): void => {
    if (!open) return;
    open = false;
    os.setReadHandler(fd, null);
    os.close(fd);
    const bytes = new Uint8Array(size);
    let at = 0;
    for (const chunk of chunks) {
      bytes.set(chunk, at);
      at += chunk.length;
    }
    finish(bytes);
  };
  os.setReadHandler(fd, () => {
    const buffer = new ArrayBuffer(CHUNK);
    const count = os.read(fd, buffer, 0, CHUNK);
    if (count <= 0) return close();
    if (size + count > OUTPUT_LIMIT) return close();
    chunks.push(new Uint8Array(buffer, 0, count));
    size += count;
  });
  return { done, abandon: close };
}

/** Writes all of `input` and closes; a reader that went away ends it quietly (SIGPIPE is ignored). */
function feed(os: QjsOs, fd: number, input: string): void {
  const bytes = encodeText(input);
  let at = 0;
  while (at < bytes.length) {
    const count = os.write(fd, bytes.buffer as ArrayBuffer, bytes.byteOffset + at, bytes.length - at);
    if (count <= 0) break;
    at += count;
  }
  os.close(fd);
}

/** Starts programs with QuickJS' `os.exec`, which has no time-out of its own: it is polled and killed. */
export function qjsSpawn(os: QjsOs): Spawn {
  // Undefined ignores a signal, null would restore its default: a program that does not read must not end us.
  os.signal(os.SIGPIPE, undefined);
  const failed = (reason: string): SpawnResult => ({
    status: 127,
    timedOut: false,
    stdout: new Uint8Array(0),
    stderr: reason,
  });
  return async (argv, options: SpawnOptions) => {
    const out = os.pipe();
    const err = os.pipe();
    const input = options.input === undefined ? undefined : os.pipe();
    const nothing = os.open("/dev/null", os.O_RDONLY);
    // What is not closed is lost for good, and the next program fails, too.
    const abandon = (reason: string): SpawnResult => {
      for (const fd of [...(out ?? []), ...(err ?? []), ...(input ?? []), nothing]) os.close(fd);
      return failed(reason);
    };
    if (out === null || err === null || input === null) return abandon("no pipe could be made");
    let pid: number;
    try {
      pid = os.exec(argv, {
        block: false,
        stdin: input === undefined ? nothing : input[0],
        stdout: out[1],
        stderr: err[1],
      });
    } catch (reason) {
      return abandon(String(reason));
    }
    os.close(nothing);
    os.close(out[1]);
    os.close(err[1]);
    const stdout = collect(os, out[0]);
    const stderr = collect(os, err[0]);
    if (input !== undefined) {
      os.close(input[0]);
      feed(os, input[1], options.input ?? "");
    }
    return await finished(os, pid, options, stdout, stderr);
  };
}

type Collected = ReturnType<typeof collect>;

function finished(
  os: QjsOs,
  pid: number,
  { timeoutMs, until }: SpawnOptions,
  out: Collected,
  err: Collected,
): Promise<SpawnResult> {
  const started = os.now();
  return new Promise((resolve) => {
    const end = async (status: number | undefined, gone?: Promise<void>): Promise<void> => {
      if (gone !== undefined) {
        out.abandon();
        err.abandon();
      }
      const [stdout, text] = [await out.done, decodeText(await err.done)];
      const ended = { timedOut: gone !== undefined, stdout, stderr: text };
      resolve({
        ...ended,
        ...given({ status, gone }),
      });
    };
    const poll = (): void => {
      const [ended, status] = os.waitpid(pid, os.WNOHANG);
      if (ended === pid) {
        void end((status & 0x7f) === 0 ? (status >> 8) & 0xff : undefined);
        return;
      }
      if (os.now() - started > timeoutMs || until?.() === true) {
        os.kill(pid, SIGKILL);
        void end(undefined, reaped(os, pid));
        return;
      }
      os.setTimeout(poll, Math.min(REAP_LATE, Math.max(REAP_SOON, (os.now() - started) / 8)));
    };
    poll();
  });
}

/** Waits for the end of a program that was killed: until somebody has, its number stays taken. */
function reaped(os: QjsOs, pid: number): Promise<void> {
  return new Promise((resolve) => {
    const poll = (): void => {
      if (os.waitpid(pid, os.WNOHANG)[0] === 0) os.setTimeout(poll, REAP_KILLED);
      else resolve();
    };
    os.setTimeout(poll, REAP_SOON);
  });
}
