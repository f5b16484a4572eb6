import { encodeText } from "../../core/bytes/text.ts";
import type { System, WriteResult } from "../../host/system/system.ts";
import { deviceIdOf } from "./device-id.ts";
import { qjsSpawn } from "./qjs-spawn.ts";
import type { QjsOs } from "./qjs-types.ts";

const READ_LIMIT = 1024 * 1024;

/** errno values of Linux that a caller tells apart; QuickJS returns numbers. */
const ERRNO: Readonly<Record<number, string>> = {
  1: "EPERM",
  2: "ENOENT",
  5: "EIO",
  13: "EACCES",
  16: "EBUSY",
  17: "EEXIST",
  19: "ENODEV",
  20: "ENOTDIR",
  22: "EINVAL",
  28: "ENOSPC",
  30: "EROFS",
  39: "ENOTEMPTY",
};

function result(returned: number): WriteResult {
  return returned >= 0
    ? { kind: "written" }
    : { kind: "failed", errno: ERRNO[-returned] ?? `errno ${-returned}` };
}

/** Reads a file in pieces, since sysfs tells no useful size. */
function readAll(os: QjsOs, path: string, limit: number): Uint8Array | undefined {
  const fd = os.open(path, os.O_RDONLY);
  if (fd < 0) return undefined;
  let buffer = new ArrayBuffer(Math.min(limit, 8192));
  let size = 0;
  let count = 1;
  while (size < limit) {
    if (size === buffer.byteLength) {
      const larger = new ArrayBuffer(Math.min(limit, buffer.byteLength * 4));
      new Uint8Array(larger).set(new Uint8Array(buffer));
      buffer = larger;
    }
    count = os.read(fd, buffer, size, buffer.byteLength - size);
    if (count <= 0) break;
    size += count;
  }
  os.close(fd);
  // A copy of its own size: a view would keep the whole buffer alive, 8 KiB for each small page.
  return count < 0 ? undefined : new Uint8Array(buffer.slice(0, size));
}

function writeAll(os: QjsOs, path: string, flags: number, content: string): WriteResult {
  const fd = os.open(path, flags, 0o644);
  if (fd < 0) return result(fd);
  const bytes = encodeText(content);
  let at = 0;
  let count = 0;
  while (at < bytes.length) {
    count = os.write(fd, bytes.buffer as ArrayBuffer, bytes.byteOffset + at, bytes.length - at);
    if (count <= 0) break;
    at += count;
  }
  const closed = os.close(fd);
  return count < 0 ? result(count) : result(closed);
}

/** The machine through QuickJS; `script` is the bundle that runs. */
export function qjsSystem(os: QjsOs, script: string): System {
  const create = os.O_WRONLY | os.O_CREAT;
  return {
    live: true,
    readBytes: (path, limit = READ_LIMIT) => readAll(os, path, limit),
    list: (path) => {
      const [names, error] = os.readdir(path);
      return error === 0 ? names.filter((name) => name !== "." && name !== "..").sort() : undefined;
    },
    readLink: (path) => {
      const [target, error] = os.readlink(path);
      return error === 0 ? target : undefined;
    },
    exists: (path) => os.stat(path)[1] === 0,
    write: (path, content, mode) => {
      if (mode === "create") return writeAll(os, path, create | os.O_EXCL, content);
      if (mode === "attribute") return writeAll(os, path, os.O_WRONLY, content);
      const temporary = `${path}.new`;
      const written = writeAll(os, temporary, create | os.O_TRUNC, content);
      return written.kind === "failed" ? written : result(os.rename(temporary, path));
    },
    makeDirectory: (path) => result(os.mkdir(path, 0o755)),
    rename: (from, to) => result(os.rename(from, to)),
    unlink: (path) => result(os.remove(path)),
    probeExclusive: (path) => {
      const fd = os.open(path, os.O_RDONLY | os.O_EXCL);
      if (fd < 0) return -fd === 16 ? "busy" : "absent";
      os.close(fd);
      return "free";
    },
    deviceOf: (path) => {
      const [stat, error] = os.stat(path);
      return error === 0 && stat !== null ? deviceIdOf(stat.mode, stat.rdev) : undefined;
    },
    child: [os.readlink("/proc/self/exe")[0] || "qjs", "--std", script.replace(/[^/]*$/, "child.js")],
    spawn: qjsSpawn(os),
    sleep: (milliseconds) =>
      new Promise((resolve) => {
        os.setTimeout(() => resolve(), milliseconds);
      }),
    monotonic: () => os.now(),
    now: () => Date.now(),
  };
}
