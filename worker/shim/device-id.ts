const TYPE = 0o170000;
const KINDS: Readonly<Record<number, string>> = { 14406: "b", 4802: "c" };

/** `b8:16` or `c21:0` of what stat(2) says of a device node, as udev's database names devices; absent for anything else. */
export function deviceIdOf(mode: number, rdev: number): string | undefined {
  const kind = KINDS[mode & TYPE];
  if (kind === undefined) return undefined;
  // As glibc puts them together: 12 bits of major, 20 of minor number; Linux has no more.
  return `${kind}${(rdev >>> 8) & 0xfff}:${(rdev & 0xff) | ((rdev >>> 12) & 0xfff00)}`;
}
