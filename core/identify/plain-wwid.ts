/** Longest WWID that fits a device-mapper UUID behind `mpath-`. */
const WWID_BYTES = 128 - "mpath-".length;

const plain = /^[A-Za-z0-9][A-Za-z0-9#+.:=@_-]*$/;

/**
 * Whether a word can be the WWID of a map and means the same to everybody: no character that device-mapper mangles, udev
 * replaces or a path is divided by, no dot in front. So it may be part of a file name.
 */
export function isPlainWwid(word: string): boolean {
  return word.length <= WWID_BYTES && plain.test(word);
}
