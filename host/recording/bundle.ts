import { decodeText, encodeText } from "../../core/bytes/text.ts";
import type { System } from "../system/system.ts";
import { recordedSystem } from "./sysroot-system.ts";

/** A recorded machine: what was read of it, by absolute path. What is not here was not there. */
export interface Bundle {
  readonly schema: "pathplug.bundle/1";
  /** Version of pathplug that recorded it, and whether serial numbers were replaced. */
  readonly recordedBy: string;
  readonly anonymized: boolean;
  /** Content: text where it is UTF-8, else `{base64}`. */
  readonly files: Readonly<Record<string, BundleContent>>;
  readonly links: Readonly<Record<string, string>>;
  readonly directories: Readonly<Record<string, readonly string[]>>;
}

export type BundleContent = string | { readonly base64: string };

/** The text of a bundle, before it is compressed; keys in order, so that equal machines give equal bytes. */
export function renderBundle(bundle: Bundle): string {
  return `${JSON.stringify({
    schema: bundle.schema,
    recordedBy: bundle.recordedBy,
    anonymized: bundle.anonymized,
    directories: inOrder(bundle.directories),
    links: inOrder(bundle.links),
    files: inOrder(bundle.files),
  })}\n`;
}

function inOrder<T>(record: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Reads the text of a bundle; a sentence where it is none. */
export function parseBundle(text: string): Bundle | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return "it is not JSON";
  }
  if (!isRecord(value)) return "it is not a JSON object";
  if (value.schema !== "pathplug.bundle/1") {
    return `its schema is ${JSON.stringify(value.schema) ?? "absent"}, not "pathplug.bundle/1"`;
  }
  const { files, links, directories } = value;
  if (!isRecord(files) || !Object.values(files).every(isContent)) return "its `files` are broken";
  if (!isRecord(links) || !Object.values(links).every(isText)) return "its `links` are broken";
  if (!isRecord(directories) || !Object.values(directories).every(isTextList)) {
    return "its `directories` are broken";
  }
  return {
    schema: value.schema,
    recordedBy: isText(value.recordedBy) ? value.recordedBy : "",
    anonymized: value.anonymized === true,
    files: files as Bundle["files"],
    links: links as Bundle["links"],
    directories: directories as Bundle["directories"],
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function isTextList(value: unknown): boolean {
  return Array.isArray(value) && value.every(isText);
}

function isContent(value: unknown): value is BundleContent {
  return isText(value) || (isRecord(value) && isText(value.base64) && BASE64.test(value.base64));
}

const BASE64 = /^[A-Za-z0-9+/]*=*$/;

/** Bytes as a bundle keeps them. */
export function bundleContent(bytes: Uint8Array): BundleContent {
  const text = decodeText(bytes);
  const isPlain = /^[\t\n\r -~\u00a0-\ud7ff]*$/.test(text) && encodeText(text).length === bytes.length;
  return isPlain ? text : { base64: Buffer.from(bytes).toString("base64") };
}

/** The bytes of a bundle's file. */
export function contentBytes(content: BundleContent): Uint8Array {
  if (typeof content === "string") return encodeText(content);
  const { buffer, byteOffset, length } = Buffer.from(content.base64, "base64");
  return new Uint8Array(buffer, byteOffset, length);
}

/**
 * A recorded machine as a System: read only, knowing nothing that was not recorded. Paths begin with a slash, which no
 * name that objects inherit does; so the records are looked up as they were parsed, all ten thousands of names.
 */
export function bundleSystem(
  { files, links, directories }: Bundle,
  base: Pick<System, "sleep" | "monotonic" | "now">,
): System {
  return recordedSystem(
    {
      readBytes: (path, limit = 1024 * 1024) => {
        const content = files[path];
        if (content === undefined) return undefined;
        const bytes = contentBytes(content);
        return bytes.length > limit ? bytes.subarray(0, limit) : bytes;
      },
      list: (path) => directories[path],
      readLink: (path) => links[path],
      exists: (path) => (files[path] ?? links[path] ?? directories[path]) !== undefined,
    },
    base,
  );
}
