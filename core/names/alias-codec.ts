/** Largest id there is: multipath-tools keeps it in an int. */
const LARGEST_ID = 2_147_483_647;
/** Most characters that multipath-tools reads behind a prefix. */
const LONGEST = 7;
const LETTER_A = 97;

/** What user_friendly_names begin with where no setting says otherwise, as in multipath.conf(5). */
export const DEFAULT_PREFIX = "mpath";

/**
 * The alias of an id, as multipath-tools writes it (libmultipath/alias.c, format_devname): a to z are 1 to 26, then come aa
 * to zz, aaa … Absent for what is no id.
 */
export function formatAlias(prefix: string, id: number): string | undefined {
  if (!(id >= 1 && id <= LARGEST_ID)) return undefined;
  let letters = "";
  for (let rest = id; rest > 0; rest = Math.floor((rest - 1) / 26))
    letters = String.fromCharCode(LETTER_A + ((rest - 1) % 26)) + letters;
  return prefix + letters;
}

/** The id behind an alias with this prefix (scan_devname there); absent where it is none. A blank ends the alias. */
export function scanAlias(prefix: string, alias: string): number | undefined {
  if (!alias.startsWith(prefix) || alias.length > prefix.length + LONGEST) return undefined;
  const letters = /^([a-z]+)(?:[ \t]|$)/.exec(alias.slice(prefix.length))?.[1];
  let id = 0;
  for (const letter of letters ?? "") id = id * 26 + letter.charCodeAt(0) - LETTER_A + 1;
  return id >= 1 && id <= LARGEST_ID ? id : undefined;
}

/** The order in which multipath-tools keeps aliases: the shorter first, equally long ones by their bytes (alias_compar). */
export function compareAliases(a: string, b: string): number {
  if (a.length !== b.length) return a.length - b.length;
  return a < b ? -1 : Number(a > b);
}
