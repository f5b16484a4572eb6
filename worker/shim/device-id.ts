const TYPE = 0o170000;
const BLOCK = 0o060000;
const CHARACTER = 0o020000;

/** `b8:16` or `c21:0` of what stat(2) says of a device node, as udev's database names devices; absent for anything else. */
export function deviceIdOf(mode: number, rdev: number): string | undefined {
  const type = mode & TYPE;
  if (type !== BLOCK && type !== CHARACTER) return undefined;
  // As glibc puts them together: 12 bits of major, 20 of minor number; Linux has no more.
  const devt = `${(rdev >>> 8) & 0xfff}:${(rdev & 0xff) | ((rdev >>> 12) & 0xfff00)}`;
  return `${type === BLOCK ? "b" : "c"}${devt}`;
}
