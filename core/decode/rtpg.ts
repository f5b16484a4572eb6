import type { Decoded } from "./decoded.ts";
import type { Page } from "./page.ts";
import { noteLength, openBytes, present } from "./page.ts";

/** Asymmetric access state of a path's target port group (SPC-6 5.18.2.4), spelled as the kernel's `access_state`. */
export type AccessState =
  | "active/optimized"
  | "active/non-optimized"
  | "standby"
  | "unavailable"
  | "lba-dependent"
  | "offline"
  | "transitioning";

/** Why a group's state last changed (SPC-6 6.36, STATUS CODE). */
export type StatusCode = "none" | "by-command" | "implicitly" | "reserved";

/** One target port group descriptor (SPC-6 6.36, table "Target port group descriptor"). */
export interface TargetPortGroup {
  /** Byte offset of the descriptor. */
  readonly offset: number;
  readonly group: number;
  /** Absent for a reserved value. */
  readonly state?: AccessState;
  readonly preferred: boolean;
  /** States the device says it supports. */
  readonly supported: readonly AccessState[];
  readonly status: StatusCode;
  readonly vendorSpecific: number;
  /** Relative target port identifiers of the group. */
  readonly ports: readonly number[];
}

/** REPORT TARGET PORT GROUPS parameter data. */
export interface Rtpg {
  readonly format: "length-only" | "extended";
  /** Seconds an implicit transition may take; extended header only. */
  readonly implicitTransitionTime?: number;
  readonly groups: readonly TargetPortGroup[];
}

const STATES: Readonly<Record<number, AccessState>> = {
  0: "active/optimized",
  1: "active/non-optimized",
  2: "standby",
  3: "unavailable",
  4: "lba-dependent",
  14: "offline",
  15: "transitioning",
};

/** Bits of byte 1 of a descriptor, from bit 0; bit 5 is reserved. */
const SUPPORTED: readonly (AccessState | undefined)[] = [
  "active/optimized",
  "active/non-optimized",
  "standby",
  "unavailable",
  "lba-dependent",
  undefined,
  "offline",
  "transitioning",
];

const STATUS: readonly StatusCode[] = ["none", "by-command", "implicitly"];
const LENGTH_FIELD = 4;
const DESCRIPTOR = 8;
const PORT = 4;

/**
 * Decodes REPORT TARGET PORT GROUPS parameter data (SPC-6 6.36) in both header formats. They are told apart by bits 4
 * to 6 of byte 4: 001b is the extended header; in the length-only format they are reserved bits of the first descriptor.
 */
export function decodeRtpg(bytes: Uint8Array): Decoded<Rtpg> {
  const all = openBytes(bytes, "rtpg");
  const declared = all.bytes.u32(0);
  if (declared === undefined) {
    all.note("page-short", bytes.length, `${bytes.length} bytes, the length field has ${LENGTH_FIELD}`);
    return { value: { format: "length-only", groups: [] }, findings: all.findings };
  }
  const page = openBytes(bytes, "rtpg", declared + LENGTH_FIELD);
  noteLength(page, bytes.length, declared + LENGTH_FIELD, LENGTH_FIELD);
  const isExtended = page.bytes.bits(4, 4, 3) === 1;
  if (isExtended && page.bytes.length < 2 * LENGTH_FIELD) {
    page.note("page-short", page.bytes.length, "the extended header is cut");
  }
  const groups = decodeGroups(page, isExtended ? 2 * LENGTH_FIELD : LENGTH_FIELD);
  noteRepeats(page, groups);
  const time = page.bytes.u8(5);
  const value: Rtpg = {
    format: isExtended ? "extended" : "length-only",
    ...(isExtended && time !== undefined ? { implicitTransitionTime: time } : {}),
    groups,
  };
  return { value, findings: page.findings };
}

/** Descriptors to the end of the data; one that is cut is left out, for its state may be another group's. */
function decodeGroups(page: Page, start: number): readonly TargetPortGroup[] {
  const groups: TargetPortGroup[] = [];
  let offset = start;
  while (offset < page.bytes.length) {
    const count = page.bytes.u8(offset + 7);
    const end = offset + DESCRIPTOR + present(count) * PORT;
    if (count === undefined || end > page.bytes.length) {
      page.note("page-short", offset, "a target port group descriptor is cut");
      break;
    }
    groups.push(decodeGroup(page, offset, count));
    offset = end;
  }
  return groups;
}

function decodeGroup(page: Page, offset: number, count: number): TargetPortGroup {
  const at = page.bytes;
  const code = present(at.bits(offset, 0, 4));
  const state = STATES[code];
  if (state === undefined)
    page.note("field-reserved", offset, `asymmetric access state ${code.toString(16)}h`);
  const status = present(at.u8(offset + 5));
  if (status >= STATUS.length) page.note("field-reserved", offset + 5, `status code ${status.toString(16)}h`);
  const ports: number[] = [];
  for (let index = 0; index < count; index++)
    ports.push(present(at.u16(offset + DESCRIPTOR + index * PORT + 2)));
  return {
    offset,
    group: present(at.u16(offset + 2)),
    ...(state === undefined ? {} : { state }),
    preferred: at.flag(offset, 7) === true,
    supported: SUPPORTED.filter(
      (name, bit) => name !== undefined && at.flag(offset + 1, bit) === true,
    ) as AccessState[],
    status: STATUS[status] ?? "reserved",
    vendorSpecific: present(at.u8(offset + 6)),
    ports,
  };
}

/** A group is reported once, and a port belongs to one group. */
function noteRepeats(page: Page, groups: readonly TargetPortGroup[]): void {
  const seenGroups = new Set<number>();
  const seenPorts = new Set<number>();
  for (const { group, offset, ports } of groups) {
    if (seenGroups.has(group)) page.note("rtpg-group-repeated", offset + 2, `target port group ${group}`);
    seenGroups.add(group);
    for (const port of ports) {
      if (seenPorts.has(port))
        page.note("rtpg-port-repeated", offset + DESCRIPTOR, `relative target port ${port}`);
      seenPorts.add(port);
    }
  }
}
