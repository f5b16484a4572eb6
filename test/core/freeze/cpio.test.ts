import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeText } from "../../../core/bytes/text.ts";
import { unpackerOf } from "../../../core/freeze/compression.ts";
import { parseCpio } from "../../../core/freeze/cpio.ts";
import { archiveOf, joined } from "./archive.ts";

const texts = (bytes: Uint8Array) =>
  parseCpio(bytes).entries.map(({ name, data }) => `${name}=${decodeText(data)}`);

describe("a cpio archive", () => {
  it("is read with kinds, names without a leading slash, and data", () => {
    const archive = archiveOf(
      { name: "./etc", mode: 0o040755 },
      { name: "/etc/a", data: "hello" },
      { name: "bin", data: "usr/bin", mode: 0o120777 },
      { name: "dev/null", mode: 0o020666 },
    );
    const { entries, end, damagedAt } = parseCpio(archive);
    expect(entries.map(({ name, kind, data }) => [name, kind, decodeText(data)])).toEqual([
      ["etc", "directory", ""],
      ["etc/a", "file", "hello"],
      ["bin", "link", "usr/bin"],
      ["dev/null", "other", ""],
    ]);
    expect([end, damagedAt]).toEqual([archive.length, undefined]);
  });

  it("may follow another one, after zeros, and be followed by something else", () => {
    const first = joined(archiveOf({ name: "a", data: "1" }), new Uint8Array(512));
    const both = joined(first, archiveOf({ name: "b", data: "2" }));
    const image = joined(both, Uint8Array.of(0x1f, 0x8b, 8, 0));
    expect(texts(image)).toEqual(["a=1", "b=2"]);
    expect(parseCpio(image).end).toBe(both.length);
  });

  it("gives the data of a file to all its names", () => {
    const stored = { inode: 7, links: 2 };
    const archive = archiveOf(
      { name: "a", ...stored },
      { name: "other", inode: 8, links: 2 },
      { name: "b", data: "both", ...stored },
    );
    expect(texts(archive)).toEqual(["a=both", "other=", "b=both"]);
  });

  it("that is cut short gives what stands before the cut, and where it is", () => {
    const whole = archiveOf({ name: "a", data: "first" }, { name: "b", data: "second" });
    const second = parseCpio(archiveOf({ name: "a", data: "first" })).end - archiveOf().length;
    expect(parseCpio(whole.subarray(0, second + 114))).toMatchObject({
      damagedAt: second,
      end: second + 114,
    });
    expect(texts(whole.subarray(0, second + 114))).toEqual(["a=first"]);
  });

  it("may be any bytes: nothing is thrown, and nothing outside is read", () => {
    const valid = archiveOf(
      { name: "etc/pathplug/frozen", data: "naa.6" },
      { name: "x", data: "yz", links: 2 },
    );
    const mutated = fc
      .array(fc.tuple(fc.nat(valid.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 })
      .map((changes) => {
        const copy = valid.slice();
        for (const [at, byte] of changes) copy[at] = byte;
        return copy;
      });
    fc.assert(
      fc.property(
        fc.oneof(fc.uint8Array({ maxLength: 400 }), mutated),
        fc.nat(valid.length),
        (bytes, cut) => {
          const image = bytes.subarray(0, Math.max(cut, 1));
          const { entries, end } = parseCpio(image);
          expect(end).toBeLessThanOrEqual(image.length);
          for (const { data } of entries)
            expect(data.byteOffset + data.length).toBeLessThanOrEqual(image.length);
        },
      ),
      { numRuns: 2_000 },
    );
  });
});

describe("what an initramfs is compressed with", () => {
  it.each([
    ["gzip", [0x1f, 0x8b, 8]],
    ["zstd", [0x28, 0xb5, 0x2f, 0xfd]],
    ["xz", [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]],
    ["lz4", [0x02, 0x21, 0x4c, 0x18]],
    ["bzip2", [0x42, 0x5a, 0x68, 0x39]],
    ["lzma", [0x5d, 0, 0, 0x80]],
    ["lzop", [0x89, 0x4c, 0x5a, 0x4f]],
  ])("is told by its first bytes: %s", (program, bytes) => {
    expect(unpackerOf(Uint8Array.from(bytes))).toBe(program);
  });

  it("is nothing that the kernel knows otherwise", () => {
    expect(unpackerOf(Uint8Array.of(0x7f, 0x45, 0x4c, 0x46))).toBeUndefined();
    expect(unpackerOf(new Uint8Array())).toBeUndefined();
  });
});
