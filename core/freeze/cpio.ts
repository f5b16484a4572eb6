/** One entry of an archive; of a symbolic link the data are its target. */
export interface ArchiveEntry {
  /** As stored, without a leading `./` or `/`. */
  readonly name: string;
  readonly kind: "file" | "directory" | "link" | "other";
  readonly data: Uint8Array;
}

export interface ParsedArchive {
  readonly entries: readonly ArchiveEntry[];
  /** Where the archives end: the image's length, or where something else begins, such as compressed data. */
  readonly end: number;
  /** Where an archive is cut short or damaged, the offset of that; what stands before it is in `entries`. */
  readonly damagedAt?: number;
}

const HEADER = 110;
const TRAILER = "TRAILER!!!";
/** By the upper four bits of a mode (S_IFMT of inode(7)). */
const KINDS: Readonly<Record<number, ArchiveEntry["kind"]>> = { 4: "directory", 8: "file", 10: "link" };

/**
 * Reads cpio archives in the format that the kernel unpacks (newc, Documentation/driver-api/early-userspace/buffer-format.rst): any
 * number of them, with zeros between. Total: of what is damaged it returns what can be read. Of files with several names the data
 * stand at the last of them only, and are given to all.
 */
export function parseCpio(bytes: Uint8Array): ParsedArchive {
  const entries: ArchiveEntry[] = [];
  const names = new HardLinks();
  let at = 0;
  for (;;) {
    while (at < bytes.length && bytes[at] === 0) at += 1;
    if (!/^07070[12]$/.test(ascii(bytes, at, at + 6))) return { entries, end: at };
    const header = readHeader(bytes, at);
    if (header === undefined) return { entries, end: bytes.length, damagedAt: at };
    const { name, mode, begin, end } = header;
    at = Math.min(aligned(end), bytes.length);
    if (name === TRAILER) continue;
    const kind = KINDS[(mode >> 12) & 15] ?? "other";
    const entry = { name: name.replace(/^\.?\/+/, ""), kind, data: bytes.subarray(begin, end) };
    entries.push(entry);
    if (kind === "file") names.note(header, entry);
  }
}

interface Header {
  readonly name: string;
  readonly mode: number;
  readonly links: number;
  /** What the file's other names have in common with this one. */
  readonly file: string;
  /** Where its data begin and end. */
  readonly begin: number;
  readonly end: number;
}

/** The header at an offset, with its name; absent where it makes no sense or reaches past the end. */
function readHeader(bytes: Uint8Array, at: number): Header | undefined {
  const field = (number: number): string => ascii(bytes, at + 6 + number * 8, at + 14 + number * 8);
  const [mode = -1, links = -1, size = -1, nameSize = 0] = [1, 4, 6, 11].map((number) =>
    /^[0-9a-f]{8}$/i.test(field(number)) ? Number.parseInt(field(number), 16) : undefined,
  );
  const begin = aligned(at + HEADER + nameSize);
  if (mode < 0 || links < 0 || size < 0 || nameSize < 1 || begin + size > bytes.length) return undefined;
  const name = ascii(bytes, at + HEADER, at + HEADER + nameSize - 1);
  return { name, mode, links, file: [0, 7, 8].map(field).join(":"), begin, end: begin + size };
}

/** Files with several names. */
class HardLinks {
  readonly #empty = new Map<string, { data: Uint8Array }[]>();

  /** Keeps a name that came without data, or gives the data to those that did. */
  note({ links, file, begin, end }: Header, entry: { data: Uint8Array }): void {
    if (links < 2) return;
    const others = this.#empty.get(file) ?? [];
    if (begin === end) this.#empty.set(file, [...others, entry]);
    else for (const other of others) other.data = entry.data;
  }
}

/** Headers and data begin at multiples of four bytes, counted from the archive's begin; archives begin at such ones. */
function aligned(offset: number): number {
  return (offset + 3) & ~3;
}

function ascii(bytes: Uint8Array, from: number, to: number): string {
  return String.fromCharCode(...bytes.subarray(from, to));
}
