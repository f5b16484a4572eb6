const WITH_VALUE: ReadonlySet<string> = new Set(["--table", "--udevcookie", "--uuid"]);

/** The words of a command line that are no options, and the values of those that have one. */
export function readArguments(argv: readonly string[]): { words: string[]; values: Map<string, string> } {
  const words: string[] = [];
  const values = new Map<string, string>();
  for (let at = 0; at < argv.length; at++) {
    const word = argv[at] ?? "";
    if (WITH_VALUE.has(word)) values.set(word, argv[++at] ?? "");
    else if (!word.startsWith("--")) words.push(word);
  }
  return { words, values };
}
