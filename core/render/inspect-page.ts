import type { Decoded } from "../decode/decoded.ts";
import { decodeNvmeController, decodeNvmeNamespace } from "../decode/nvme-identify.ts";
import { decodeRtpg } from "../decode/rtpg.ts";
import { decodeSense } from "../decode/sense.ts";
import { decodeStandardInquiry } from "../decode/standard-inquiry.ts";
import { decodeVpd00 } from "../decode/vpd-00.ts";
import { decodeVpd80 } from "../decode/vpd-80.ts";
import { decodeVpd86 } from "../decode/vpd-86.ts";
import { decodeVpdB0 } from "../decode/vpd-b0.ts";
import { decodeVpdB1 } from "../decode/vpd-b1.ts";
import { decodeVpdB2 } from "../decode/vpd-b2.ts";
import { identify } from "../identify/identify.ts";

/** What `inspect` can take apart, by the name it has in its output. */
export type PageName = keyof typeof pages;

interface PageEntry {
  readonly title: string;
  readonly decode: (bytes: Uint8Array) => Decoded<object>;
}

/** Every page, once. A name of two hex digits is a VPD page code; the others are prefixes on an input line. */
export const pages = {
  inquiry: { title: "standard INQUIRY data", decode: decodeStandardInquiry },
  "00": { title: "supported VPD pages", decode: decodeVpd00 },
  "80": { title: "unit serial number", decode: decodeVpd80 },
  "83": { title: "device identification", decode: decodeIdentification },
  "86": { title: "extended INQUIRY data", decode: decodeVpd86 },
  b0: { title: "block limits", decode: decodeVpdB0 },
  b1: { title: "block device characteristics", decode: decodeVpdB1 },
  b2: { title: "logical block provisioning", decode: decodeVpdB2 },
  rtpg: { title: "REPORT TARGET PORT GROUPS data", decode: decodeRtpg },
  sense: { title: "sense data", decode: decodeSense },
  "nvme-id-ctrl": { title: "NVMe Identify Controller", decode: decodeNvmeController },
  "nvme-id-ns": { title: "NVMe Identify Namespace", decode: decodeNvmeNamespace },
} as const satisfies Readonly<Record<string, PageEntry>>;

/** The page of a VPD page code, where there is a decoder for it. */
export function pageOfCode(code: number): PageName | undefined {
  const name = code.toString(16).padStart(2, "0");
  return name in pages ? (name as PageName) : undefined;
}

/** The page of a prefix such as `rtpg`, in any case. */
export function pageOfPrefix(prefix: string): PageName | undefined {
  const name = prefix.toLowerCase();
  return name.length > 2 && name in pages ? (name as PageName) : undefined;
}

/** Page 83 with the ids that are made of it: null where it gives none. */
function decodeIdentification(bytes: Uint8Array): Decoded<object> {
  const { wwid, kernelId, candidates, designators, unique, findings } = identify({ vpd83: bytes });
  return {
    value: { wwid: wwid ?? null, kernelId: kernelId ?? null, unique, candidates, designators },
    findings,
  };
}
