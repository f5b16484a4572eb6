import { isPlainWwid } from "../identify/plain-wwid.ts";

/** What the worker is asked to do by somebody who cannot do it himself, such as a program in a container. */
export interface RemoveRequest {
  readonly verb: "remove";
  readonly wwid: string;
  /** Whether the SCSI disks of the LUN go, too, when its map is gone. */
  readonly deletePaths: boolean;
  /** Milliseconds since 1970: nobody waits for the answer any more. */
  readonly deadline: number;
}

/**
 * What has come of a request. `open`: a program has the map open, perhaps only in passing, or a disk has come meanwhile: it is
 * worth asking again. `in-use`: it is mounted, swapped on, held, or a disk of its LUN is.
 */
export interface RemoveAnswer {
  readonly result: (typeof results)[number];
  /** Whether anything was there to be done. */
  readonly changed: boolean;
  /** One clause, where it is not done. */
  readonly reason?: string;
  /** Kernel names of the disks that were deleted. */
  readonly deleted: readonly string[];
  readonly deadline: number;
}

/** A request as it was read; absent where it is none: what cannot be understood is not done. */
export function parseRequest(text: string): RemoveRequest | undefined {
  const value = parseObject(text);
  const { verb, wwid, deletePaths, deadline } = value;
  if (verb !== "remove" || typeof wwid !== "string" || !isPlainWwid(wwid)) return undefined;
  if (typeof deletePaths !== "boolean" || typeof deadline !== "number") return undefined;
  return { verb, wwid, deletePaths, deadline };
}

/** An answer as it was read. One that cannot be understood says that nothing is known to be done. */
export function parseAnswer(text: string): RemoveAnswer {
  const { result, changed, reason, deleted } = parseObject(text);
  const deadline = deadlineOf(text);
  const known = results.find((one) => one === result);
  if (known === undefined || typeof changed !== "boolean" || !isTexts(deleted))
    return {
      result: "failed",
      changed: false,
      reason: "the answer cannot be understood",
      deleted: [],
      deadline,
    };
  return { result: known, changed, ...(typeof reason === "string" ? { reason } : {}), deleted, deadline };
}

const results = ["done", "in-use", "open", "failed"] as const;

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === "string");
}

/** When a request or an answer is of no use to anybody any more; at once where it does not say. */
export function deadlineOf(text: string): number {
  const { deadline } = parseObject(text);
  return typeof deadline === "number" ? deadline : 0;
}

/** An object of JSON, or an empty one. */
export function parseObject(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
