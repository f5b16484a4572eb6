/** One word for bash and zsh, whatever is in it. */
export function quoteForSh(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** One word for fish, which knows two escapes between single quotes. */
export function quoteForFish(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}

/** A description in one line without what only Markdown needs. */
export function inOneLine(text: string): string {
  return text.replaceAll("`", "").replaceAll(/\s+/g, " ");
}
