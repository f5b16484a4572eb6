/** What a regular expression of multipath.conf(5) becomes, for one text or for vendor and product. */
export interface Converted {
  /** Each a list of globs, one for each text. */
  readonly patterns: readonly (readonly string[])[];
  /** Exceptions from these. */
  readonly excepted: readonly (readonly string[])[];
}

/**
 * Converts what multipath.conf(5) has in its lists: `!` in front, anchors, one group of alternatives, `.`, `.*`, classes and
 * plain text. Throws for anything else: it has to be written anew by a person.
 */
export function convertRegex(texts: readonly string[]): Converted {
  const each = texts.map((text) => ({
    isNegated: text.startsWith("!"),
    globs: globsOf(text.replace(/^!/, "")),
  }));
  const [only] = each;
  if (each.length === 1 && only?.isNegated === true && only.globs.length > 1) {
    return { patterns: [["*"]], excepted: only.globs.map((glob) => [glob]) };
  }
  const spelled = each.map(({ isNegated, globs }) => {
    if (isNegated && globs.length > 1) throw new Error("alternatives behind a `!`, of vendor or product");
    return globs.map((glob) => (isNegated ? `!${glob}` : glob));
  });
  const patterns = spelled.reduce<readonly string[][]>(
    (all, globs) => all.flatMap((before) => globs.map((glob) => [...before, glob])),
    [[]],
  );
  return { patterns, excepted: [] };
}

function globsOf(regex: string): readonly string[] {
  const [, start = "", body = "", end = ""] = /^(\^?)(.*?)(\$?)$/.exec(regex) ?? [];
  const group = /^\(([^()]*)\)$/.exec(body)?.[1];
  return (group ?? body).split("|").map((one) => {
    const glob = one
      .replace(/\.\*/g, "*")
      .replace(/\./g, "?")
      .replace(/\\([^A-Za-z0-9])/g, "$1");
    if (/[()+{}^$|\\]/.test(glob)) throw new Error(`${regex} cannot be converted`);
    return `${start === "" ? "*" : ""}${glob}${end === "" ? "*" : ""}`.replace(/\*+/g, "*");
  });
}
