import { readFileSync } from "node:fs";
import { execa } from "execa";
import { unpackerOf } from "../core/freeze/compression.ts";
import { type ArchiveEntry, parseCpio } from "../core/freeze/cpio.ts";
import { ImageTree } from "../core/freeze/image-tree.ts";
import { fail } from "../host/system/failure.ts";

/** Largest initramfs that is read, bytes unpacked: kernels of the distributions refuse less. */
const LIMIT = 2_000_000_000;

/** Reads an initramfs: archives, the last of them compressed as a rule, by the program that its first bytes name. */
export async function readImage(file: string): Promise<ImageTree> {
  let bytes: Uint8Array = readImageFile(file);
  const entries: ArchiveEntry[] = [];
  for (let layer = 0; ; layer += 1) {
    const { entries: some, end, damagedAt } = parseCpio(bytes);
    entries.push(...some);
    if (damagedAt !== undefined)
      fail("badInput", "image-unreadable", file, "an archive in it is cut short or damaged", {
        place: { file, offset: damagedAt },
      });
    if (end === bytes.length) break;
    const rest = bytes.subarray(end);
    const program = unpackerOf(rest);
    if (program === undefined || layer > 1)
      fail("badInput", "image-unreadable", file, "something in it is neither a cpio archive nor compressed", {
        place: { file, offset: end },
      });
    bytes = await unpack(file, program, rest);
  }
  return new ImageTree(entries);
}

function readImageFile(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (reason) {
    return fail("badInput", "input-unreadable", file, (reason as Error).message, { place: { file } });
  }
}

async function unpack(file: string, program: string, input: Uint8Array): Promise<Uint8Array> {
  const done = await execa(program, ["-dc"], {
    input,
    encoding: "buffer",
    maxBuffer: LIMIT,
    reject: false,
    stripFinalNewline: false,
  });
  if (done.code === "ENOENT") fail("unavailable", "program-missing", program, `${program} unpacks ${file}`);
  if (done.failed)
    fail("badInput", "image-unreadable", file, `${program} cannot unpack it: ${done.shortMessage}`);
  return done.stdout;
}
