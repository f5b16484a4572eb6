/** Text for troff, every character of it escaped; made by the functions below only. */
export type Roff = string & { readonly roff: unique symbol };

/** Columns of a source line: linters call longer ones bad style. */
const WIDTH = 78;

/** Characters that troff would take for a command, or print as another one; a blank here never breaks a line. */
const ESCAPES: Readonly<Record<string, string>> = {
  "\\": "\\e",
  "-": "\\-",
  "`": "\\(ga",
  "^": "\\(ha",
  "~": "\\(ti",
  '"': "\\(dq",
};

function escapeCharacters(text: string): string {
  return [...text.replaceAll(/\s+/g, " ")]
    .map((character) => {
      const code = character.codePointAt(0) ?? 0;
      if (code < 0x20 || code === 0x7f) return " ";
      if (code > 0x7f) return `\\[u${code.toString(16).toUpperCase().padStart(4, "0")}]`;
      return ESCAPES[character] ?? character;
    })
    .join("");
}

/** What is typed as it stands: a quote stays a quote. */
function escapeCode(text: string): string {
  return escapeCharacters(text).replaceAll("'", "\\(aq");
}

export const bold = (text: string): Roff => `\\fB${escapeCode(text)}\\fR` as Roff;
export const italic = (text: string): Roff => `\\fI${escapeCode(text)}\\fR` as Roff;
export const plain = (text: string): Roff => escapeCharacters(text) as Roff;
export const join = (...parts: readonly Roff[]): Roff => parts.join("") as Roff;
export const spaced = (parts: readonly Roff[], between = " "): Roff =>
  parts.join(escapeCharacters(between)) as Roff;

/** A sentence of ours: what stands between backquotes is bold, and so is the name of a page, as in lvm(8). */
export function prose(text: string): Roff {
  const spans = text.split(/`([^`]*)`/);
  return spans.map((span, index) => (index % 2 === 1 ? bold(span) : referencesIn(span))).join("") as Roff;
}

function referencesIn(text: string): string {
  return text
    .split(/\b([a-z][\w.-]*\([1-9]\))/)
    .map((part, index) => (index % 2 === 1 ? reference(part) : escapeCharacters(part)))
    .join("");
}

/** `pathplug-own(8)` with its name in bold. */
export function reference(page: string): Roff {
  const [, name = page, section = ""] = /^(.*)(\(\d\))$/.exec(page) ?? [];
  return join(bold(name), plain(section));
}

/** Breaks text into lines between words; none of them begins as a command does. */
export function fill(text: Roff): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(" ").filter((each) => each !== "")) {
    const line = lines.at(-1);
    if (line === undefined || line.length + 1 + word.length > WIDTH) lines.push(word);
    else lines[lines.length - 1] = `${line} ${word}`;
  }
  return lines.map(guard);
}

function guard(line: string): string {
  return /^(\\f[BIR])?[.']/.test(line) ? `\\&${line}` : line;
}

/** An argument of a macro. */
const quoted = (text: string): string => `"${escapeCharacters(text)}"`;

/** First lines of a page; `date` and `source` stand in its footer. Names and flags are not hyphenated. */
export function title(name: string, section: number, date: string, source: string): readonly string[] {
  const heading = quoted(name.toUpperCase());
  return [`.TH ${heading} ${section} ${date} ${quoted(source)} "pathplug"`, ".nh", ".ad l"];
}

export const section = (name: string): readonly string[] => [`.SH ${quoted(name)}`];
export const subsection = (name: string): readonly string[] => [`.SS ${quoted(name)}`];
export const paragraph = (text: Roff): readonly string[] => [".PP", ...fill(text)];
export const afterHeading = (text: Roff): readonly string[] => fill(text);

/** A term, and what it means, indented below it. */
export function entry(term: Roff, ...meaning: readonly Roff[]): readonly string[] {
  const [first = plain(""), ...more] = meaning;
  return [".TP", guard(term), ...fill(first), ...more.flatMap((text) => [".IP", ...fill(text)])];
}

/** Lines that are printed as they are. */
export function verbatim(lines: readonly string[]): readonly string[] {
  const escaped = lines.map((line) =>
    guard(
      line
        .split(/( {2,})/)
        .map((part) => (/^ +$/.test(part) ? part : escapeCode(part)))
        .join(""),
    ),
  );
  return [".RS 4", ".EX", ...escaped, ".EE", ".RE"];
}

export const render = (...parts: readonly (readonly string[])[]): string => `${parts.flat().join("\n")}\n`;
