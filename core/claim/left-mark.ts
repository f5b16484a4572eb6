import { given } from "../values/given.ts";

/** Why a LUN is left to the system, in the words of a sentence; all but `in-use` though nobody uses it. */
export const leftTexts = {
  excluded: "it is excluded by the site's settings",
  "in-use": "a path of its LUN is in use outside a map",
  "map-failed": "its map could not be made, and nothing has changed since",
  "given-back": "no second path came in time, or it was the system's already",
} as const satisfies Record<string, string>;

/** What the marker of a LUN tells the claim rule that is left though nobody uses it. */
export type LeftReason = Exclude<keyof typeof leftTexts, "in-use">;

/** What a marker of a LUN says that is left to the system though nobody uses it. */
export interface LeftMark {
  readonly reason: LeftReason;
  /** Of a map that could not be made: what it was to be made of, see `failureDigest`. */
  readonly digest?: string;
}

/** The marker's text, which the claim rule imports. One of what is in use is empty. */
export function renderLeftMark(mark: LeftMark | undefined): string {
  if (mark === undefined) return "";
  const { reason, digest } = mark;
  return `PATHPLUG_CLAIM_REASON=${reason}\n${digest === undefined ? "" : `#${digest}\n`}`;
}

/** Reads a marker; absent for one of what is in use, and for any other text. */
export function parseLeftMark(text: string): LeftMark | undefined {
  const [, reason = "", digest] = /^PATHPLUG_CLAIM_REASON=([a-z-]+)\n(?:#(\w+)\n)?$/.exec(text) ?? [];
  if (reason === "in-use" || !Object.hasOwn(leftTexts, reason)) return undefined;
  return given({ reason: reason as LeftReason, digest });
}
