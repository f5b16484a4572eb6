import { exclusionGlob } from "../profile/exclusion-glob.ts";
import { parseGlob } from "../profile/glob.ts";
import { globCovers, globsOverlap } from "../profile/glob-language.ts";
import { regexGlobs } from "./regex-globs.ts";
import type { Refusal, Sequence } from "./regex-piece.ts";

/** What an expression of a list means, in the patterns of `exclude`. */
export type ListedPattern =
  | { readonly kind: "patterns"; readonly patterns: readonly string[] }
  /** Everything that fits none of these, which are two at least. */
  | { readonly kind: "all-but"; readonly globs: readonly string[] }
  /** No disk that pathplug looks at is told from another by it. */
  | { readonly kind: "no-effect" }
  | Refusal;

/** Kernel names of the disks that pathplug looks at. */
const DISKS = ["sd[a-z]*", "nvme[0-9]*n[0-9]*"].flatMap((text) => {
  const parsed = parseGlob(text);
  return parsed.kind === "glob" ? [parsed.glob] : [];
});
const DISK_NAMES = ["sd", "nvme"];

/** Reads an expression of a list: `!` in front stands for what it does not match, `\!` for an exclamation mark. */
export function readListed(text: string, isDevnode: boolean): ListedPattern {
  const isNegated = text.startsWith("!");
  const regex = text.replace(/^\\?!/, (mark) => (mark === "!" ? "" : "!"));
  const read = regexGlobs(regex, isDevnode ? mayBeDisk : undefined);
  if (read.kind !== "globs") return read;
  const globs = isDevnode ? read.globs.filter(fitsDisk) : read.globs;
  if (isNegated) return negated(globs, isDevnode);
  return globs.length === 0 ? { kind: "no-effect" } : { kind: "patterns", patterns: globs };
}

function negated(globs: readonly string[], isDevnode: boolean): ListedPattern {
  const [first] = globs;
  if (first === undefined) return { kind: "patterns", patterns: ["*"] };
  if (isDevnode && coversAllDisks(globs)) return { kind: "no-effect" };
  return globs.length === 1 ? { kind: "patterns", patterns: [`!${first}`] } : { kind: "all-but", globs };
}

/** Whether what a sequence begins with is, or may become, the name of a disk. */
function mayBeDisk(sequence: Sequence): boolean {
  if (sequence[0]?.kind !== "start") return true;
  let fixed = "";
  for (const piece of sequence.slice(1)) {
    if (piece.kind !== "literal") break;
    fixed += piece.character;
  }
  return DISK_NAMES.some((name) => name.startsWith(fixed) || fixed.startsWith(name));
}

function fitsDisk(text: string): boolean {
  const parsed = exclusionGlob(text);
  return parsed.kind === "glob" && DISKS.some((disk) => globsOverlap(parsed.glob, disk));
}

function coversAllDisks(globs: readonly string[]): boolean {
  return DISKS.every((disk) =>
    globs.some((text) => {
      const parsed = exclusionGlob(text);
      return parsed.kind === "glob" && globCovers(parsed.glob, disk);
    }),
  );
}
