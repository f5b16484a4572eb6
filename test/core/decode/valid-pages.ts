import type { PageName } from "../../../core/render/inspect-page.ts";

/** Pages as devices send them, built here from their fields; each is free of findings. */

/** A byte, text of one byte a character, or bytes. */
export type Part = number | string | Uint8Array | readonly number[];

export function bytes(...parts: readonly Part[]): Uint8Array {
  const out: number[] = [];
  for (const part of parts) {
    if (typeof part === "number") out.push(part);
    else if (typeof part === "string") for (const character of part) out.push(character.charCodeAt(0));
    else out.push(...part);
  }
  return Uint8Array.from(out);
}

/** Big-endian number of `length` bytes. */
export function be(value: number, length: number): readonly number[] {
  return Array.from({ length }, (_, index) => Math.floor(value / 2 ** (8 * (length - 1 - index))) % 256);
}

export function fromHex(text: string): Uint8Array {
  return Uint8Array.from(
    (text.replace(/\s/g, "").match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16)),
  );
}

export function vpd(code: number, ...body: readonly Part[]): Uint8Array {
  const content = bytes(...body);
  return bytes(0, code, be(content.length, 2), content);
}

/** A designation descriptor: code set, association, type, designator. */
export function designator(
  codeSet: number,
  association: number,
  type: number,
  ...body: readonly Part[]
): Uint8Array {
  const content = bytes(...body);
  return bytes(codeSet, association * 16 + type, 0, content.length, content);
}

/** A SCSI name string: NUL-ended, padded to a multiple of four. */
export function name(association: number, text: string): Uint8Array {
  const padding = 4 - (text.length % 4);
  return designator(3, association, 8, text, new Array<number>(padding).fill(0));
}

export const naa6 = (tail: string) => designator(1, 0, 3, fromHex(`600507680c8001234567000000${tail}`));
export const relativePort = (port: number) => designator(1, 1, 4, 0, 0, be(port, 2));
export const portGroup = (group: number) => designator(1, 1, 5, 0, 0, be(group, 2));

export const page83 = vpd(
  0x83,
  naa6("0000a1"),
  designator(2, 0, 1, "ACME    disk:serial 0001"),
  designator(1, 0, 2, fromHex("0025b5a1b2c3d4e5")),
  name(0, "naa.600507680c80012345670000000000a1"),
  designator(1, 0, 6, 0, 0, 0, 3),
  designator(1, 0, 7, fromHex("00112233445566778899aabbccddeeff")),
  designator(1, 0, 10, 0x10, 0, fromHex("0123456789abcdef0123456789abcdef")),
  designator(2, 0, 0, "lun-1"),
  designator(1, 1, 3, fromHex("50050763c8012345")),
  bytes(0x61, 0xa3, 0, 8, fromHex("50050763c80fffff")),
  relativePort(1),
  portGroup(2),
  designator(1, 1, 9, 1, 0, 0, 0),
);

export const inquiry = bytes(
  fromHex("00 00 06 12 45 30 10 02"),
  "ACME    ",
  "Array LUN       ",
  "1.02",
  new Array<number>(22).fill(0),
  fromHex("0460 04c0"),
  new Array<number>(12).fill(0),
);

export const page00 = vpd(0x00, 0x00, 0x80, 0x83, 0xb0);
export const page80 = vpd(0x80, "  SERIAL-01  ");
export const page86 = vpd(0x86, fromHex("3f 3f 03 01 10 00 0012 00 fc"), new Array<number>(50).fill(0));
export const pageB0 = vpd(
  0xb0,
  fromHex("01 20 0008 00008000 00000800 00000000 ffffffff 00000100 00000800 80000010 0000000000ffffff"),
  fromHex("00000080 00000008 00000010"),
  new Array<number>(8).fill(0),
);
export const pageB1 = vpd(0xb1, fromHex("1c20 00 03 13 000000 00000e10"), new Array<number>(48).fill(0));
export const pageB2 = vpd(0xb2, fromHex("10 e7 52 05"), designator(1, 0, 3, fromHex("50050763c8012345")));

export const rtpg = bytes(
  be(32, 4),
  fromHex("80 8f 0001 00 02 00 02 00000001 00000002"),
  fromHex("02 8f 0002 00 01 00 02 00000003 00000004"),
);
export const rtpgExtended = bytes(
  be(16, 4),
  fromHex("10 3c 0000"),
  fromHex("0f df 0007 00 00 aa 01 00000009"),
);

export const senseFixed = fromHex("f0 00 06 00001000 0a 00000000 2a06 00 800003");
export const senseDescriptor = bytes(
  fromHex("72 05 2400 0000 00 24"),
  fromHex("00 0a 80 00 0000000000001000"),
  fromHex("01 0a 00 00 0000000000000007"),
  fromHex("02 06 00 00 c00003 00"),
  fromHex("03 02 00 42"),
);
/** One of each further type: stream, block, ATA status, progress, forwarded, direct access, microcode activation, a vendor's. */
export const senseDescriptors = bytes(
  fromHex("72 0b 4700 0000 00 5e"),
  fromHex("04 02 00 60"),
  fromHex("05 02 00 20"),
  fromHex("09 0c 01 84 02 01 44 11 55 22 66 33 40 51"),
  fromHex("0a 06 02 04 04 00 8000"),
  fromHex("0c 14 81 02 70 00 03 00000000 0a 00000000 1100 00 000000"),
  fromHex("0d 1c a0 00 c00003 07 0000000000001000 0000000000000009 000000000000"),
  fromHex("0f 06 00 00 0000 001e"),
  fromHex("81 02 00 ff"),
);

function structure(...fields: readonly (readonly [number, Uint8Array])[]): Uint8Array {
  const all = new Uint8Array(4096);
  for (const [offset, content] of fields) all.set(content, offset);
  return all;
}

export const nvmeController = structure(
  [0, fromHex("4d14 4d14")],
  [4, bytes("NVME-SERIAL-01".padEnd(20), "Fabric Array".padEnd(40), "2.1".padEnd(8))],
  [76, fromHex("0b 05 0100 00000200")],
  [342, fromHex("0a 1f 40000000 20000000")],
  [516, fromHex("00040000")],
  [768, bytes("nqn.2014-08.org.example:array")],
);
export const nvmeNamespace = structure(
  [0, fromHex("0000100000000000 0000080000000000 0000040000000000 00 01 01 00 00 00 01")],
  [92, fromHex("03000000")],
  [99, fromHex("01")],
  [104, fromHex("00112233445566778899aabbccddeeff 0025b5a1b2c3d4e5")],
  [128, fromHex("00000900 00000c00")],
);

/** All of them, by the names that `inspect` has for pages. */
export const wholePages: readonly (readonly [PageName, Uint8Array])[] = [
  ["inquiry", inquiry],
  ["00", page00],
  ["80", page80],
  ["83", page83],
  ["86", page86],
  ["b0", pageB0],
  ["b1", pageB1],
  ["b2", pageB2],
  ["rtpg", rtpg],
  ["rtpg", rtpgExtended],
  ["sense", senseFixed],
  ["sense", senseDescriptor],
  ["sense", senseDescriptors],
  ["nvme-id-ctrl", nvmeController],
  ["nvme-id-ns", nvmeNamespace],
];
