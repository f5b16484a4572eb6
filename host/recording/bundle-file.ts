import { gunzipSync, gzipSync } from "node:zlib";
import { fail } from "../system/failure.ts";
import type { System } from "../system/system.ts";
import { type Bundle, parseBundle, renderBundle } from "./bundle.ts";

/** Most that a bundle may unpack to, bytes: a crafted file must not fill the memory. */
const UNPACKED_LIMIT = 512 * 1024 * 1024;

/** Reads a recorded machine from a file of this machine; fails with `bundle-unreadable`. */
export function readBundleFile(system: System, file: string): Bundle {
  const packed = system.readBytes(file, UNPACKED_LIMIT);
  if (packed === undefined) return refuse(file, "it cannot be read");
  const bundle = parseBundle(decodeBytes(file, packed));
  return typeof bundle === "string" ? refuse(file, bundle) : bundle;
}

function decodeBytes(file: string, packed: Uint8Array): string {
  try {
    return new TextDecoder().decode(gunzipSync(packed, { maxOutputLength: UNPACKED_LIMIT }));
  } catch {
    const isGzip = packed[0] === 0x1f && packed[1] === 0x8b;
    return refuse(file, isGzip ? "its compressed data are damaged or cut short" : "it is no gzip file");
  }
}

function refuse(file: string, why: string): never {
  return fail("badInput", "bundle-unreadable", file, `${file} is no recorded machine: ${why}`, {
    place: { file },
  });
}

/** Bytes of a bundle's file: gzip without a date, so that equal machines give equal bytes. */
export function packBundle(bundle: Bundle): Uint8Array {
  return gzipSync(renderBundle(bundle), { level: 9 });
}
