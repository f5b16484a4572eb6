import { encodeText } from "../../../core/bytes/text.ts";
import type { SpawnResult } from "../../../host/system/system.ts";
import type { Ran } from "./ran.ts";

/** What a child of the worker meets that asks disks. */
export interface Probed {
  /** Nodes that are opened exclusively. */
  readonly exclusive: ReadonlySet<string>;
  /** Disks that block whoever opens them, by kernel name. */
  readonly hanging: ReadonlySet<string>;
  /** Processes that have disks open, `PID COMM`, by kernel name. */
  readonly openers: ReadonlyMap<string, string>;
  /** What of it cannot be done: nothing at all (`probe`), or the last look at the processes (`elsewhere`). */
  readonly broken: ReadonlySet<string>;
}

/** What such a child prints, and how long it takes, milliseconds. It changes nothing. */
export function answerProbe(
  { exclusive, hanging, openers, broken }: Probed,
  argv: readonly string[],
  timeoutMs: number,
): { readonly ran: Ran; readonly took: number } {
  if (broken.has("probe")) return { ran: { status: 1, stdout: "" }, took: 5 };
  const parting = argv.indexOf("--");
  const opened = argv.slice(0, parting).flatMap((dev) => {
    const opener = openers.get(dev);
    return opener === undefined ? [] : [`${dev} opened ${opener}`];
  });
  const lines = [...opened, "looked"];
  for (const dev of argv.slice(parting + 1)) {
    if (hanging.has(dev))
      return { ran: { status: 1, timedOut: true, stdout: lines.join("\n") }, took: timeoutMs };
    lines.push(`${dev} ${exclusive.has(`/dev/${dev}`) ? "busy" : "free"}`);
  }
  if (broken.has("elsewhere"))
    return { ran: { status: 1, timedOut: true, stdout: lines.join("\n") }, took: timeoutMs };
  return { ran: { status: 0, stdout: [...lines, "ended"].join("\n") }, took: 5 };
}

/** What a program left behind. */
export function resultOf({
  status,
  stdout,
  stderr = "",
  timedOut = false,
  bytes,
}: Ran & { bytes?: Uint8Array }): SpawnResult {
  return {
    ...(timedOut ? {} : { status }),
    timedOut,
    stdout: bytes ?? encodeText(stdout ?? ""),
    stderr,
  };
}
