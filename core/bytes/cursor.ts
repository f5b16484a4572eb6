/**
 * The one way bytes are read: a bounded view whose reads name their offset, as the standards' field tables do.
 * A read that touches a byte outside the view gives undefined; nothing outside the view is ever looked at,
 * and nothing throws. Multi-byte fields are big-endian as in SCSI; the `le` readers are for NVMe.
 */
export class Cursor {
  private readonly bytes: Uint8Array;
  private readonly start: number;
  /** Bytes in this view. */
  readonly length: number;

  /** A view of `length` bytes from `start`, cut to what the array holds. */
  constructor(bytes: Uint8Array, start = 0, length = bytes.length - start) {
    this.bytes = bytes;
    this.start = Math.min(Math.max(start, 0), bytes.length);
    this.length = Math.min(Math.max(length, 0), bytes.length - this.start);
  }

  u8(offset: number): number | undefined {
    return this.has(offset, 1) ? this.bytes[this.start + offset] : undefined;
  }

  u16(offset: number): number | undefined {
    return this.number(offset, 2);
  }

  u24(offset: number): number | undefined {
    return this.number(offset, 3);
  }

  u32(offset: number): number | undefined {
    return this.number(offset, 4);
  }

  u64(offset: number): bigint | undefined {
    const high = this.u32(offset);
    const low = this.u32(offset + 4);
    return high === undefined || low === undefined ? undefined : (BigInt(high) << 32n) | BigInt(low);
  }

  u16le(offset: number): number | undefined {
    const low = this.u8(offset);
    const high = this.u8(offset + 1);
    return low === undefined || high === undefined ? undefined : high * 0x100 + low;
  }

  u32le(offset: number): number | undefined {
    const low = this.u16le(offset);
    const high = this.u16le(offset + 2);
    return low === undefined || high === undefined ? undefined : high * 0x1_0000 + low;
  }

  u64le(offset: number): bigint | undefined {
    const low = this.u32le(offset);
    const high = this.u32le(offset + 4);
    return low === undefined || high === undefined ? undefined : (BigInt(high) << 32n) | BigInt(low);
  }

  /** `width` bits of the byte at `offset`, the lowest of them being bit `low`. */
  bits(offset: number, low: number, width: number): number | undefined {
    const byte = this.u8(offset);
    return byte === undefined ? undefined : (byte >> low) & ((1 << width) - 1);
  }

  /** Whether bit `bit` of the byte at `offset` is one. */
  flag(offset: number, bit: number): boolean | undefined {
    const value = this.bits(offset, bit, 1);
    return value === undefined ? undefined : value === 1;
  }

  /** A copy of exactly `length` bytes, or undefined when they are not all there. */
  slice(offset: number, length: number): Uint8Array | undefined {
    return this.has(offset, length) ? this.upTo(offset, length) : undefined;
  }

  /** A copy of at most `length` bytes: what there is of them. */
  upTo(offset: number, length: number): Uint8Array {
    const from = Math.min(Math.max(offset, 0), this.length);
    const to = Math.min(from + Math.max(length, 0), this.length);
    return this.bytes.slice(this.start + from, this.start + to);
  }

  private has(offset: number, length: number): boolean {
    return offset >= 0 && length >= 0 && offset + length <= this.length;
  }

  private number(offset: number, length: number): number | undefined {
    if (!this.has(offset, length)) return undefined;
    let value = 0;
    for (let index = 0; index < length; index++) {
      value = value * 0x100 + (this.bytes[this.start + offset + index] ?? 0);
    }
    return value;
  }
}
