import { decodeLatin1 } from "../core/bytes/text.ts";
import { type PageName, pageOfCode } from "../core/render/inspect-page.ts";
import type { System } from "../host/system/system.ts";
import { baseName } from "../host/system/text.ts";

/** One page as bytes. */
export interface PageBytes {
  readonly page: PageName;
  readonly bytes: Uint8Array;
}

export type PageFile =
  | { readonly kind: "pages"; readonly pages: readonly PageBytes[] }
  | { readonly kind: "lines"; readonly text: string };

/**
 * Reads a file with pages: raw bytes as sysfs has them (`vpd_pg83`, `inquiry`), or lines of hex. Bytes that no text
 * has make it raw; a raw file called inquiry holds standard INQUIRY data, any other names its page in byte 1.
 */
export function readPageFile(base: System, file: string): PageFile | undefined {
  const bytes = base.readBytes(file, 64 * 1024 * 1024);
  if (bytes === undefined) return undefined;
  const text = decodeLatin1(bytes);
  if (!/[^\t\n\r -~]/.test(text)) return { kind: "lines", text };
  const page = /inquiry/i.test(baseName(file)) ? "inquiry" : (pageOfCode(bytes[1] ?? 0) ?? "inquiry");
  return { kind: "pages", pages: [{ page, bytes }] };
}
