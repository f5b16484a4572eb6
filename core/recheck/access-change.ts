import type { RawPath } from "../topology/path.ts";
import { decodePath } from "../topology/path-facts.ts";

/**
 * Whether a path's target port group is in another access state than its map was grouped by, or its preferred bit is another.
 * `heard` is the path with the answer that assemble had of REPORT TARGET PORT GROUPS. Without one, nobody knows by what it was grouped:
 * what the kernel said then may have been older than its first question. `asked` is the path with an answer of now; one that tells
 * nothing of the path's group is no change (SPC-6 6.36).
 */
export function hasAccessChanged(heard: RawPath, asked: RawPath): boolean {
  const now = decodePath(asked).path.access;
  if (now?.source !== "rtpg") return false;
  const before = decodePath(heard).path.access;
  return before?.source !== "rtpg" || before.state !== now.state || before.preferred !== now.preferred;
}
