/**
 * Every way in which an id of hex digits, lower case, is written: as text in both cases, as bytes, as a UUID, in the two
 * halves of udev's ID_WWN, as bytes apart, and in hex as the text that it is. What stands for it has the same, in the same order.
 */
export function hexSpellings(digits: string): readonly string[] {
  const both = [digits, digits.toUpperCase()];
  return [
    ...both,
    ...(digits.length % 2 === 0 ? [bytesOf(digits)] : []),
    ...both.map(hexOf),
    ...(digits.length === 16 ? [digits.replace(/..(?=.)/g, "$& ")] : []),
    ...(digits.length === 32 ? [...both.map(dashed), digits.slice(0, 16), digits.slice(16)] : []),
  ];
}

/**
 * The same of a text of one character per byte: as it is, in hex as in the kernel's `nvme.` ids, as scsi_id and sg_inq make
 * it fit for udev, and as the registry escapes it.
 */
export function textSpellings(text: string): readonly string[] {
  const word = text.replace(/[ \t-\r]+/g, "_");
  return [
    text,
    hexOf(text),
    word.replace(UNFIT, "_"),
    word.replace(UNFIT, escaped),
    text.replace(/[^ -[\]-~]/g, escaped),
  ];
}

/** What udev takes in no property that becomes a link. */
const UNFIT = /[^0-9A-Za-z#+\-.:=@_]/g;

function escaped(character: string): string {
  return `\\x${hexOf(character)}`;
}

function hexOf(text: string): string {
  return [...text].map((character) => character.charCodeAt(0).toString(16).padStart(2, "0")).join("");
}

function bytesOf(digits: string): string {
  return digits.replace(/../g, (pair) => String.fromCharCode(Number.parseInt(pair, 16)));
}

function dashed(digits: string): string {
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
