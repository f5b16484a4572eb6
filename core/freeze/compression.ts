/** First bytes of what an initramfs may be compressed with, and the program that unpacks it. */
const MAGIC: readonly (readonly [readonly number[], string])[] = [
  [[0x1f, 0x8b], "gzip"],
  [[0x28, 0xb5, 0x2f, 0xfd], "zstd"],
  [[0xfd, 0x37, 0x7a, 0x58, 0x5a], "xz"],
  [[0x02, 0x21, 0x4c, 0x18], "lz4"],
  [[0x42, 0x5a, 0x68], "bzip2"],
  [[0x5d, 0x00, 0x00], "lzma"],
  [[0x89, 0x4c, 0x5a, 0x4f], "lzop"],
];

/** The program that unpacks data with this begin (with `-dc`); absent where the kernel would not know it either. */
export function unpackerOf(bytes: Uint8Array): string | undefined {
  return MAGIC.find(([magic]) => magic.every((byte, at) => bytes[at] === byte))?.[1];
}
