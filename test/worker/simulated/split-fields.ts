/** Splits where the separator is not behind a backslash. */
export function splitFields(text: string, separator: string): readonly string[] {
  const fields: string[] = [];
  let field = "";
  for (let at = 0; at < text.length; at++) {
    if (text[at] === separator) {
      fields.push(field);
      field = "";
    } else field += text[at] === "\\" ? text.slice(at, ++at + 1) : text[at];
  }
  return [...fields, field];
}
