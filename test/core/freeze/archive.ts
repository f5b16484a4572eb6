/** What a test puts into an archive. */
export interface Stored {
  readonly name: string;
  readonly data?: string;
  /** 0o100644 unless it says otherwise. */
  readonly mode?: number;
  readonly inode?: number;
  readonly links?: number;
}

const hex = (value: number): string => value.toString(16).padStart(8, "0");

function padded(text: string): string {
  return text + "\0".repeat((4 - (text.length % 4)) % 4);
}

/** A cpio archive (newc) as bytes, with its trailer. */
export function archiveOf(...stored: readonly Stored[]): Uint8Array {
  const text = [...stored, { name: "TRAILER!!!", mode: 0 }]
    .map(({ name, data = "", mode = 0o100644, inode = 0, links = 1 }: Stored) => {
      const fields = [inode, mode, 0, 0, links, 0, data.length, 8, 1, 0, 0, name.length + 1, 0];
      return padded(`070701${fields.map(hex).join("")}${name}\0`) + padded(data);
    })
    .join("");
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

export function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}
