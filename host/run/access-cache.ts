import { formatHex, parseHex } from "../../core/bytes/hex.ts";
import type { RawPath } from "../../core/topology/path.ts";
import type { System } from "../system/system.ts";
import { readText } from "../system/text.ts";
import { RUN } from "./run-directory.ts";

/**
 * What assemble last heard from REPORT TARGET PORT GROUPS, so that commands that only read see the states that the
 * maps were grouped by; sysfs says `active/optimized` until the kernel asks itself. One file per LUN, a line per
 * path: kernel name, diskseq, hex.
 */
const DIRECTORY = `${RUN}/rtpg`;

/** Answers by `<kernel name> <diskseq>`: a name that another disk got since does not find them. */
export type AccessCache = ReadonlyMap<string, Uint8Array>;

/** Reads what all LUNs have said: with thousands of paths that takes its time. */
export function readAccessCache(system: System): AccessCache {
  const answers = new Map<string, Uint8Array>();
  for (const name of system.list(DIRECTORY) ?? []) {
    for (const line of (readText(system, `${DIRECTORY}/${name}`) ?? "").split("\n")) {
      const [dev, diskseq, hex] = line.split(" ");
      const parsed = hex === undefined ? undefined : parseHex(hex);
      if (parsed?.kind === "bytes") answers.set(`${dev} ${diskseq}`, parsed.bytes);
    }
  }
  return answers;
}

/** Remembers the answers that the paths of one LUN carry. `key` is a safe file name. */
export function writeAccessCache(system: System, key: string, paths: readonly RawPath[]): void {
  const lines = paths.flatMap(({ dev, diskseq, rtpg }) =>
    rtpg === undefined || diskseq === undefined ? [] : `${dev} ${diskseq} ${formatHex(rtpg)}\n`,
  );
  const file = `${DIRECTORY}/${key}`;
  const text = lines.join("");
  if (text !== "" && readText(system, file) !== text) system.write(file, text, "replace");
}
