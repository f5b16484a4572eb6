/** Words by which an administrator keeps multipath away at boot, as multipath-tools reads them. */
const FORBIDDING: ReadonlySet<string> = new Set(["nompath", "multipath=off"]);

/** Whether a kernel command line, word by word, forbids multipathing. */
export function forbidsMultipath(words: readonly string[]): boolean {
  return words.some((word) => FORBIDDING.has(word));
}
