/** How much a diagnostic matters: an `error` stops the action it is about, a `warning` does not. */
export type Severity = "error" | "warning" | "note";

/** What every diagnostic of a code shares. */
export interface CodeEntry {
  readonly severity: Severity;
  /** What to do next; names a command where there is one. */
  readonly hint: string;
}

/** What a code stands for, as `pathplug explain CODE` tells it. */
export interface CodeExplanation {
  /** One sentence: what is wrong, without the particulars. */
  readonly title: string;
  /** Why it matters and what pathplug does about it. */
  readonly explanation: string;
}

/** The explanations of a list of codes: of each, and of no other. */
export type Explanations<Codes> = Readonly<Record<keyof Codes, CodeExplanation>>;

/** Where in a file or a page of bytes: lines and columns count from 1, offsets from 0. */
export interface Place {
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  /** Byte offset in a page. */
  readonly offset?: number;
}

/** A finding, refusal or error, as a value. */
export interface Diagnostic<Code extends string = string> {
  readonly code: Code;
  readonly severity: Severity;
  /** What it is about: a device (`sda`), a map, a file, a page (`vpd-83`). */
  readonly subject: string;
  readonly message: string;
  readonly hint: string;
  readonly place?: Place;
}
