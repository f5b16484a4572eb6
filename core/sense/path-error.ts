import type { DeviceHandler } from "./device-handler.ts";
import { type ExplainedError, explainKernelError } from "./explain-error.ts";
import type { KernelError, KernelErrors } from "./kernel-errors.ts";

/** What the kernel's log tells of one path: its last error, and when dm-multipath last failed it or took it back. */
export interface PathError {
  readonly error: KernelError;
  readonly explained: ExplainedError;
  /** Milliseconds since the epoch; absent where the log has no such line, or no times. */
  readonly failedAt?: number;
  readonly reinstatedAt?: number;
}

/** Which path, and whether the kernel uses it now. */
export interface AskedPath {
  readonly dev: string;
  readonly devt: string;
  readonly hctl: string;
  readonly failed: boolean;
  readonly handler?: DeviceHandler;
}

/**
 * The last error of a path that says why; undefined where the log has none. Of a failed path it is one that can fail a
 * path, and of others no unit attention: those come with each reset, and tell of no failure. What was said before the disk
 * got its name is about another disk.
 */
export function pathErrorOf(log: KernelErrors, path: AskedPath): PathError | undefined {
  const { dev, devt, hctl, failed, handler } = path;
  const isOfPath = ({ device }: { readonly device: KernelError["device"] }): boolean =>
    device.dev === dev || (device.dev === undefined && device.hctl === hctl);
  const since = log.attached.findLast(isOfPath)?.errors ?? 0;
  const own = log.errors
    .slice(since)
    .filter(isOfPath)
    .map((error) => ({ error, explained: explainKernelError(error, handler) }));
  const wanted = failed
    ? own.filter(({ explained }) => explained.failsPath)
    : own.filter(({ error, explained }) => explained.verdict !== "recovered" && !isAttention(error));
  const last = wanted.findLast(({ error }) => isCause(error)) ?? wanted.at(-1);
  if (last === undefined) return undefined;
  const changes = log.paths.filter((change) => change.devt === devt && change.time !== undefined);
  const failedAt = changes.findLast((change) => change.failed)?.time;
  const reinstatedAt = changes.at(-1)?.failed === false ? changes.at(-1)?.time : undefined;
  return {
    ...last,
    ...(failedAt === undefined ? {} : { failedAt }),
    ...(reinstatedAt === undefined ? {} : { reinstatedAt }),
  };
}

function isAttention({ key, event }: KernelError): boolean {
  return key === 0x6 || event?.sense !== undefined;
}

/** What follows an error, as refused I/O to a disk that is offline by then, does not say why. */
function isCause({ key, hostByte, event }: KernelError): boolean {
  if (event !== undefined) return !event.phrase.startsWith("rejecting I/O");
  return key !== undefined || hostByte !== undefined;
}
