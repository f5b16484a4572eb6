import { Cursor } from "../bytes/cursor.ts";
import { formatHex } from "../bytes/hex.ts";
import type {
  Association,
  CodeSet,
  Designator,
  DesignatorBody,
  DesignatorHeader,
  Naa,
} from "./designator.ts";
import type { Page } from "./page.ts";
import { present, textOf } from "./page.ts";

const ASSOCIATIONS: readonly Association[] = ["logical-unit", "target-port", "target-device", "reserved"];
const CODE_SETS: readonly CodeSet[] = ["reserved", "binary", "ascii", "utf8"];
const HEADER = 4;

/**
 * Walks a list of designation descriptors (SPC-6 7.7.6.1) from `start` to the end of the page. A descriptor that
 * reaches past the end stops the walk with a finding: where the next one would begin is unknown.
 */
export function decodeDesignators(page: Page, start: number): readonly Designator[] {
  const designators: Designator[] = [];
  let offset = start;
  while (offset < page.bytes.length) {
    const length = page.bytes.u8(offset + 3);
    if (length === undefined) {
      page.note(
        "designator-remnant",
        offset,
        `${page.bytes.length - offset} bytes are left, a header has ${HEADER}`,
      );
      break;
    }
    const bytes = page.bytes.slice(offset + HEADER, length);
    if (bytes === undefined) {
      const left = page.bytes.length - offset - HEADER;
      page.note("designator-overrun", offset, `the designator has ${length} bytes, ${left} are left`);
      break;
    }
    designators.push(decodeDesignator(page, offset, bytes));
    offset += HEADER + length;
  }
  return designators;
}

function decodeDesignator(page: Page, offset: number, bytes: Uint8Array): Designator {
  const association = ASSOCIATIONS[present(page.bytes.bits(offset + 1, 4, 2))] ?? "reserved";
  const isPort = association === "target-port" || association === "target-device";
  const isProtocolValid = page.bytes.flag(offset + 1, 7) === true;
  const header: DesignatorHeader = {
    offset,
    association,
    codeSet: CODE_SETS[present(page.bytes.bits(offset, 0, 4))] ?? "reserved",
    ...(isProtocolValid && isPort ? { protocol: present(page.bytes.bits(offset, 4, 4)) } : {}),
    type: present(page.bytes.bits(offset + 1, 0, 4)),
    bytes,
  };
  noteReserved(page, header, isProtocolValid && !isPort);
  const body = decodeBody(page, header);
  noteFit(page, header, body);
  return { ...header, ...body };
}

/** What every header must obey: reserved bits are zero, PIV goes with ports only. */
function noteReserved(page: Page, header: DesignatorHeader, isProtocolAlien: boolean): void {
  const { offset } = header;
  if (header.association === "reserved")
    page.note("designator-invalid", offset + 1, "reserved association 3");
  if (header.codeSet === "reserved") page.note("designator-code-set", offset, "reserved code set");
  if (page.bytes.flag(offset + 1, 6) === true || present(page.bytes.u8(offset + 2)) !== 0) {
    page.note("field-reserved", offset + 1, "reserved bits of a designator header are not zero");
  }
  if (isProtocolAlien) {
    page.note("designator-association", offset + 1, "a protocol identifier on what is no port");
  }
}

/** The designator by its type; anything whose length or subtype does not exist is `malformed`. */
function decodeBody(page: Page, header: DesignatorHeader): DesignatorBody {
  const { bytes, type } = header;
  const hex = (): string => formatHex(bytes);
  const number = (): number => new Cursor(bytes).u16(2) ?? 0;
  switch (type) {
    case 0x0:
      return bytes.length > 0 ? { kind: "vendor-specific", hex: hex() } : malformed(page, header);
    case 0x1:
      return bytes.length >= 8 ? decodeT10(page, header) : malformed(page, header);
    case 0x2:
      return [8, 12, 16].includes(bytes.length) ? { kind: "eui-64", hex: hex() } : malformed(page, header);
    case 0x3:
      return decodeNaa(page, header);
    case 0x4:
      return bytes.length === 4 ? { kind: "relative-target-port", port: number() } : malformed(page, header);
    case 0x5:
      return bytes.length === 4 ? { kind: "target-port-group", group: number() } : malformed(page, header);
    case 0x6:
      return bytes.length === 4 ? { kind: "logical-unit-group", group: number() } : malformed(page, header);
    case 0x7:
      return bytes.length === 16 ? { kind: "md5", hex: hex() } : malformed(page, header);
    case 0x8:
      return decodeName(page, header);
    case 0x9:
      return bytes.length > 0 ? { kind: "protocol-specific", hex: hex() } : malformed(page, header);
    case 0xa:
      return decodeUuid(page, header);
    default:
      return malformed(page, header);
  }
}

/** T10 vendor ID based (SPC-6 7.7.6.4): eight bytes of vendor, then what the vendor likes. */
function decodeT10(page: Page, header: DesignatorHeader): DesignatorBody {
  const at = header.offset + HEADER;
  const vendor = textOf(page, header.bytes.slice(0, 8), at, "T10 vendor");
  if (header.codeSet === "binary") {
    page.note("designator-code-set", header.offset, "a T10 designator with binary code set");
  }
  return { kind: "t10", vendor, identifier: textOf(page, header.bytes.slice(8), at + 8, "T10 identifier") };
}

/** NAA (SPC-6 7.7.6.6): 2, 3 and 5 have eight bytes, 6 has sixteen. */
function decodeNaa(page: Page, header: DesignatorHeader): DesignatorBody {
  const naa = (header.bytes[0] ?? 0) >> 4;
  const length = naa === 6 ? 16 : naa === 2 || naa === 3 || naa === 5 ? 8 : -1;
  if (length !== header.bytes.length) return malformed(page, header);
  return { kind: "naa", naa: naa as Naa, hex: formatHex(header.bytes) };
}

/**
 * SCSI name string (SPC-6 7.7.6.11): UTF-8 that begins with `eui.`, `naa.` or `iqn.`, ended by a NUL and padded to a
 * multiple of four. `naa.` and `eui.` carry 16, 24 or 32 hex digits; another number is used but found odd. Linux' target
 * (LIO) names its ports of every transport as iSCSI does, with `,t,0x` and the portal group in four digits behind
 * (drivers/target/target_core_spc.c, spc_emulate_evpd_83): worth a note.
 */
function decodeName(page: Page, header: DesignatorHeader): DesignatorBody {
  const { bytes, offset } = header;
  const name = textOf(page, bytes, offset + HEADER, "SCSI name string");
  if (!/^(eui|naa|iqn)\./.test(name)) return malformed(page, header);
  if (bytes.length % 4 !== 0 || bytes[bytes.length - 1] !== 0) {
    page.note(
      "designator-invalid",
      offset + 3,
      "a SCSI name string that is not NUL-ended and padded to four",
    );
  }
  const number = header.association === "target-port" ? name.replace(/,t,0x[0-9a-f]{4}$/i, "") : name;
  if (name.startsWith("iqn.")) return { kind: "scsi-name", name };
  if (/^(naa\.([0-9a-f]{16}){1,2}|eui\.([0-9a-f]{16}|[0-9a-f]{24}|[0-9a-f]{32}))$/i.test(number)) {
    if (number !== name)
      page.note("designator-name-suffix", offset + HEADER, "a portal group behind a name that is no iqn");
  } else {
    page.note("designator-invalid", offset + HEADER, "a SCSI name string with a wrong number of hex digits");
  }
  return { kind: "scsi-name", name };
}

/** UUID (SPC-6 7.7.6.13): a format byte, a reserved byte, sixteen bytes as RFC 4122 prints them. */
function decodeUuid(page: Page, header: DesignatorHeader): DesignatorBody {
  if (header.bytes.length !== 18 || (header.bytes[0] ?? 0) >> 4 !== 1) return malformed(page, header);
  const hex = formatHex(header.bytes.slice(2));
  const uuid = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join(
    "-",
  );
  return { kind: "uuid", uuid };
}

function malformed(page: Page, header: DesignatorHeader): DesignatorBody {
  const { bytes, offset, type } = header;
  page.note(
    "designator-invalid",
    offset,
    `type ${type.toString(16)}h with ${bytes.length} bytes is no designator`,
  );
  return { kind: "malformed", hex: formatHex(bytes) };
}

/** Kinds whose association is fixed by the standard. */
const OWNERS: Readonly<Partial<Record<DesignatorBody["kind"], Association>>> = {
  "relative-target-port": "target-port",
  "target-port-group": "target-port",
  "logical-unit-group": "logical-unit",
  md5: "logical-unit",
};

const BINARY = new Set<DesignatorBody["kind"]>([
  "eui-64",
  "naa",
  "relative-target-port",
  "target-port-group",
  "logical-unit-group",
  "md5",
  "protocol-specific",
  "uuid",
]);

/** Association and code set against the kind. */
function noteFit(page: Page, header: DesignatorHeader, body: DesignatorBody): void {
  const { offset, association, codeSet } = header;
  const owner = OWNERS[body.kind];
  const isAlien =
    owner !== undefined
      ? association !== owner
      : body.kind === "protocol-specific" && association === "logical-unit";
  if (isAlien)
    page.note("designator-association", offset + 1, `a ${body.kind} designator of a ${association}`);
  const isMisread = BINARY.has(body.kind)
    ? codeSet !== "binary"
    : body.kind === "scsi-name" && codeSet !== "utf8";
  if (isMisread && codeSet !== "reserved") {
    page.note("designator-code-set", offset, `a ${body.kind} designator with code set ${codeSet}`);
  }
}
