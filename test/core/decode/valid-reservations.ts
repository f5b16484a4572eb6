import { be, bytes, fromHex } from "./valid-pages.ts";

/** PERSISTENT RESERVE IN parameter data as devices send it; each is free of findings. */
const key = (text: string): Uint8Array => fromHex(text.padStart(16, "0"));

export const readKeys = bytes(be(7, 4), be(24, 4), key("a1"), key("a1"), key("fedcba9876543210"));
export const noKeys = bytes(be(7, 4), be(0, 4));
export const readReservation = bytes(be(7, 4), be(16, 4), key("a1"), be(0, 4), 0, 0x05, be(0, 2));
export const allRegistrants = bytes(be(7, 4), be(16, 4), key("0"), be(0, 4), 0, 0x08, be(0, 2));
export const notReserved = noKeys;
export const capabilities = bytes(be(8, 2), 0x05, 0x81, 0xea, 0x01, 0, 0);

/** A full status descriptor: key, flags (1 holder, 2 all target ports), type, relative target port, TransportID. */
const descriptor = (of: string, flags: number, type: number, port: number, transportId: Uint8Array) =>
  bytes(key(of), be(0, 4), flags, type, be(0, 4), be(port, 2), be(transportId.length, 4), transportId);

const fibreChannel = bytes(0, be(0, 7), fromHex("2100001b32010203"), be(0, 8));
const sas = bytes(6, be(0, 3), fromHex("500a098012345678"), be(0, 12));
const iscsiName = "iqn.2026-11.org.example:a,i,0x1";
const iscsi = bytes(0x45, 0, be(32, 2), iscsiName, 0);

const descriptors = [
  descriptor("a1", 1, 5, 1, fibreChannel),
  descriptor("a1", 0, 0, 2, sas),
  descriptor("b2", 2, 0, 0, iscsi),
];
const length = descriptors.reduce((sum, one) => sum + one.length, 0);
export const fullStatus = bytes(be(7, 4), be(length, 4), ...descriptors);
