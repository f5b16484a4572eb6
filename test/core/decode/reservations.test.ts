import { describe, expect, it } from "vitest";
import type { Decoded } from "../../../core/decode/decoded.ts";
import { decodeFullStatus } from "../../../core/decode/full-status.ts";
import {
  decodeReadKeys,
  decodeReadReservation,
  decodeReservationCapabilities,
} from "../../../core/decode/persistent-reservations.ts";
import { bytes, fromHex } from "./valid-pages.ts";
import * as valid from "./valid-reservations.ts";

const good: readonly {
  readonly title: string;
  readonly decode: (bytes: Uint8Array) => Decoded<object>;
  readonly page: Uint8Array;
  readonly fields: object;
}[] = [
  {
    title: "READ KEYS names a key once for each nexus",
    decode: decodeReadKeys,
    page: valid.readKeys,
    fields: { generation: 7, keys: [0xa1n, 0xa1n, 0xfedcba9876543210n] },
  },
  { title: "READ KEYS without a key", decode: decodeReadKeys, page: valid.noKeys, fields: { keys: [] } },
  {
    title: "READ RESERVATION names holder and type",
    decode: decodeReadReservation,
    page: valid.readReservation,
    fields: { generation: 7, reservation: { key: 0xa1n, type: "write-exclusive-registrants-only" } },
  },
  {
    title: "READ RESERVATION of all registrants has key 0",
    decode: decodeReadReservation,
    page: valid.allRegistrants,
    fields: { reservation: { key: 0n, type: "exclusive-access-all-registrants" } },
  },
  {
    title: "READ RESERVATION where none is held",
    decode: decodeReadReservation,
    page: valid.notReserved,
    fields: { generation: 7, reservation: undefined },
  },
  {
    title: "REPORT CAPABILITIES of a device that keeps registrations",
    decode: decodeReservationCapabilities,
    page: valid.capabilities,
    fields: {
      survivesPowerLoss: "now",
      allTargetPorts: true,
      types: [
        "write-exclusive",
        "exclusive-access",
        "write-exclusive-registrants-only",
        "exclusive-access-registrants-only",
        "write-exclusive-all-registrants",
        "exclusive-access-all-registrants",
      ],
    },
  },
  {
    title:
      "READ FULL STATUS names the port of each registration, and the initiator as its transport spells it",
    decode: decodeFullStatus,
    page: valid.fullStatus,
    fields: {
      generation: 7,
      registrants: [
        {
          key: 0xa1n,
          relativePort: 1,
          initiator: "2100001b32010203",
          holds: "write-exclusive-registrants-only",
        },
        { key: 0xa1n, relativePort: 2, initiator: "500a098012345678" },
        { key: 0xb2n, initiator: "iqn.2026-11.org.example:a,i,0x1" },
      ],
    },
  },
];

const odd: readonly (readonly [
  title: string,
  decode: (bytes: Uint8Array) => Decoded<object>,
  page: Uint8Array,
  findings: readonly string[],
  fields: object,
])[] = [
  ["nothing at all", decodeReadKeys, bytes(), ["page-short@0"], { keys: [] }],
  [
    "a key that is cut",
    decodeReadKeys,
    valid.readKeys.subarray(0, 20),
    ["page-truncated@20"],
    { keys: [0xa1n] },
  ],
  ["a length of 4 GiB", decodeReadKeys, fromHex("00000001 ffffffff"), ["page-truncated@8"], { keys: [] }],
  [
    "a reservation that is cut",
    decodeReadReservation,
    valid.readReservation.subarray(0, 20),
    ["page-truncated@20", "page-short@20"],
    { reservation: undefined },
  ],
  [
    "a reserved type",
    decodeReadReservation,
    Uint8Array.from(valid.readReservation, (byte, at) => (at === 21 ? 2 : byte)),
    ["field-reserved@21"],
    { reservation: { key: 0xa1n } },
  ],
  [
    "capabilities without a type mask",
    decodeReservationCapabilities,
    fromHex("0008 00 00 0000 0000"),
    [],
    { survivesPowerLoss: "never", types: undefined },
  ],
  [
    "a registrant that is cut, and the one before it",
    decodeFullStatus,
    valid.fullStatus.subarray(0, 60),
    ["page-truncated@60", "page-short@56"],
    {
      registrants: [
        {
          key: 0xa1n,
          relativePort: 1,
          initiator: "2100001b32010203",
          holds: "write-exclusive-registrants-only",
        },
      ],
    },
  ],
  [
    "a TransportID of no known protocol: all its bytes",
    decodeFullStatus,
    fromHex("00000001 0000001c 00000000000000a1 00000000 00 00 00000000 0003 00000004 0f010203"),
    [],
    { registrants: [{ key: 0xa1n, relativePort: 3, initiator: "0f010203" }] },
  ],
  [
    "a TransportID too short for its protocol: all its bytes",
    decodeFullStatus,
    fromHex("00000001 0000001c 00000000000000a1 00000000 00 00 00000000 0003 00000004 00010203"),
    [],
    { registrants: [{ key: 0xa1n, relativePort: 3, initiator: "00010203" }] },
  ],
];

describe("parameter data of PERSISTENT RESERVE IN", () => {
  it.each(good)("decodes without a finding: $title", ({ decode, page, fields }) => {
    const { value, findings } = decode(page);
    expect(findings).toEqual([]);
    for (const [name, field] of Object.entries(fields)) expect(Reflect.get(value, name)).toEqual(field);
  });

  it.each(good)("has a finding wherever it is cut: $title", ({ decode, page }) => {
    for (let length = 0; length < page.length; length++)
      expect(decode(page.subarray(0, length)).findings.length, `${length} bytes`).toBeGreaterThan(0);
  });

  it.each(odd)("tells what is odd: %s", (_, decode, page, expected, fields) => {
    const { value, findings } = decode(page);
    expect(findings.map(({ code, place }) => `${code}@${place?.offset}`)).toEqual(expected);
    for (const [name, field] of Object.entries(fields)) expect(Reflect.get(value, name)).toEqual(field);
  });
});
