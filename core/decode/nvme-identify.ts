import { formatHex } from "../bytes/hex.ts";
import type { Untrusted } from "../bytes/untrusted.ts";
import { untrustedText } from "../bytes/untrusted.ts";
import type { Decoded } from "./decoded.ts";
import type { Page } from "./page.ts";
import { openBytes, readText } from "./page.ts";

/** Identify Controller data structure (NVM Express Base 2.0, 5.17.2.1); fields that multipathing needs. */
export interface NvmeController {
  readonly vendorId: number | undefined;
  readonly subsystemVendorId: number | undefined;
  readonly serial: Untrusted;
  readonly model: Untrusted;
  readonly firmware: Untrusted;
  readonly controllerId: number | undefined;
  /** `major.minor.tertiary`. */
  readonly version: string | undefined;
  /** CMIC: the subsystem may have several ports, several controllers, and reports asymmetric access. */
  readonly multiPort: boolean | undefined;
  readonly multiController: boolean | undefined;
  readonly anaReporting: boolean | undefined;
  /** ANATT, seconds. */
  readonly anaTransitionTime: number | undefined;
  readonly anaCapabilities: number | undefined;
  readonly anaGroupMaximum: number | undefined;
  readonly anaGroupCount: number | undefined;
  /** NN: highest namespace identifier. */
  readonly namespaces: number | undefined;
  /** SUBNQN. */
  readonly subsystemNqn: Untrusted;
}

/** Identify Namespace data structure (NVM Express NVM Command Set 1.0, 4.1.5.1). */
export interface NvmeNamespace {
  /** NSZE, logical blocks. */
  readonly size: bigint | undefined;
  /** NCAP and NUSE, logical blocks. */
  readonly capacity: bigint | undefined;
  readonly utilization: bigint | undefined;
  /** Bytes. */
  readonly blockSize: number | undefined;
  readonly metadataSize: number | undefined;
  /** NMIC bit 0: several controllers may attach the namespace. */
  readonly shared: boolean | undefined;
  readonly anaGroup: number | undefined;
  readonly writeProtected: boolean | undefined;
  /** Lower case hex; absent where all zero. */
  readonly nguid: string | undefined;
  readonly eui64: string | undefined;
}

const STRUCTURE = 4096;

/** Decodes the 4096 bytes of Identify with CNS 01h. */
export function decodeNvmeController(bytes: Uint8Array): Decoded<NvmeController> {
  const page = openStructure(bytes, "nvme-id-ctrl");
  const at = page.bytes;
  const version = at.u32le(80);
  const value: NvmeController = {
    vendorId: at.u16le(0),
    subsystemVendorId: at.u16le(2),
    serial: readText(page, 4, 20, "serial number"),
    model: readText(page, 24, 40, "model number"),
    firmware: readText(page, 64, 8, "firmware revision"),
    controllerId: at.u16le(78),
    version: version === undefined ? undefined : versionText(version),
    multiPort: at.flag(76, 0),
    multiController: at.flag(76, 1),
    anaReporting: at.flag(76, 3),
    anaTransitionTime: at.u8(342),
    anaCapabilities: at.u8(343),
    anaGroupMaximum: at.u32le(344),
    anaGroupCount: at.u32le(348),
    namespaces: at.u32le(516),
    subsystemNqn: untrustedText(readText(page, 768, 256, "subsystem NQN")),
  };
  return { value, findings: page.findings };
}

/** Decodes the 4096 bytes of Identify with CNS 00h. */
export function decodeNvmeNamespace(bytes: Uint8Array): Decoded<NvmeNamespace> {
  const page = openStructure(bytes, "nvme-id-ns");
  const at = page.bytes;
  const format = formatIndex(page);
  const exponent = format === undefined ? undefined : at.u8(130 + 4 * format);
  const isUsable = exponent !== undefined && exponent >= 9 && exponent <= 31;
  if (exponent !== undefined && !isUsable) {
    page.note("field-reserved", 130 + 4 * (format ?? 0), `LBA data size of 2^${exponent} bytes`);
  }
  const value: NvmeNamespace = {
    size: at.u64le(0),
    capacity: at.u64le(8),
    utilization: at.u64le(16),
    blockSize: isUsable ? 2 ** exponent : undefined,
    metadataSize: format === undefined ? undefined : at.u16le(128 + 4 * format),
    shared: at.flag(30, 0),
    anaGroup: at.u32le(92),
    writeProtected: at.flag(99, 0),
    nguid: idAt(page, 104, 16),
    eui64: idAt(page, 120, 8),
  };
  return { value, findings: page.findings };
}

function openStructure(bytes: Uint8Array, subject: string): Page {
  const page = openBytes(bytes, subject, STRUCTURE);
  if (bytes.length < STRUCTURE)
    page.note("page-short", bytes.length, `${bytes.length} bytes of ${STRUCTURE}`);
  if (bytes.length > STRUCTURE)
    page.note("page-trailing-bytes", STRUCTURE, `${bytes.length - STRUCTURE} bytes`);
  return page;
}

/** FLBAS: the low four bits, and bits 5 and 6 above them where there are more than sixteen formats. */
function formatIndex(page: Page): number | undefined {
  const low = page.bytes.bits(26, 0, 4);
  const high = page.bytes.bits(26, 5, 2);
  const last = page.bytes.u8(25);
  if (low === undefined || high === undefined || last === undefined) return undefined;
  const index = last > 15 ? high * 16 + low : low;
  if (index > last) page.note("field-reserved", 26, `LBA format ${index}, the last one is ${last}`);
  return index > last ? undefined : index;
}

function idAt(page: Page, offset: number, length: number): string | undefined {
  const bytes = page.bytes.slice(offset, length);
  return bytes === undefined || bytes.every((byte) => byte === 0) ? undefined : formatHex(bytes);
}

function versionText(version: number): string {
  return [version >>> 16, (version >>> 8) & 0xff, version & 0xff].join(".");
}
