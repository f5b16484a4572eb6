import {
  findNodeAtLocation,
  getNodeValue,
  type Node,
  type ParseError,
  parseTree,
  printParseErrorCode,
} from "jsonc-parser";
import { diagnoseAny } from "../../core/diagnostic/all-codes.ts";
import type { Diagnostic, Place } from "../../core/diagnostic/diagnostic.ts";
import type { Locate } from "../../core/profile/profile.ts";

/** Characters of one file, and levels of nesting; what is past them is refused before it is parsed. */
export const jsonLimits = { characters: 1 << 20, depth: 32 } as const;

export interface JsonFile {
  /** Absent when the file cannot be read as JSON; then `findings` say why. */
  readonly value?: unknown;
  readonly locate: Locate;
  readonly findings: readonly Diagnostic[];
}

/** Reads JSON with comments and trailing commas; every finding has its line and column. Does not throw. */
export function readJsonFile(path: string, content: string): JsonFile {
  const text = content.replace(/^\uFEFF/, "");
  const lines = lineStarts(text);
  const placeAt = (offset: number): Place => ({ file: path, ...lineAndColumn(lines, offset) });
  const refusal = refuse(path, text, placeAt);
  if (refusal !== undefined) return { locate: () => ({ file: path }), findings: [refusal] };
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { allowTrailingComma: true });
  const locate: Locate = (pointer) =>
    tree === undefined ? { file: path } : placeAt(offsetOf(tree, pointer));
  const findings = errors.slice(0, 10).map(({ error, offset }) => {
    return diagnoseAny("profile-syntax", path, syntaxMessage(printParseErrorCode(error)), {
      place: placeAt(offset),
    });
  });
  if (tree === undefined || findings.length > 0) {
    const empty = diagnoseAny("profile-syntax", path, "the file is empty", { place: placeAt(0) });
    return { locate, findings: findings.length > 0 ? findings : [empty] };
  }
  const repeated = repeatedKeys(tree).map((key) => {
    const message = `the key ${JSON.stringify(key.value)} is written twice`;
    return diagnoseAny("profile-syntax", path, message, { place: placeAt(key.offset) });
  });
  return repeated.length > 0
    ? { locate, findings: repeated }
    : { value: getNodeValue(tree), locate, findings: [] };
}

function refuse(path: string, text: string, placeAt: (offset: number) => Place): Diagnostic | undefined {
  if (text.length > jsonLimits.characters) {
    return diagnoseAny("profile-limits", path, `the file has more than ${jsonLimits.characters} characters`, {
      place: { file: path },
    });
  }
  const deep = tooDeepAt(text);
  if (deep !== undefined) {
    const message = `nested more than ${jsonLimits.depth} levels deep`;
    return diagnoseAny("profile-limits", path, message, { place: placeAt(deep) });
  }
  // Lone surrogates are what bytes that are no UTF-8 were decoded to.
  const foreign = text.search(/\p{Surrogate}/u);
  if (foreign >= 0)
    return diagnoseAny("profile-syntax", path, "the file is not UTF-8", { place: placeAt(foreign) });
  return undefined;
}

const COMMENT_STRING_OR_BRACKET = /\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|"(?:[^"\\\n]|\\.)*"?|[[\]{}]/g;

/** The bracket that opens one level too many: the parser recurses, so that is found without it. */
function tooDeepAt(text: string): number | undefined {
  let depth = 0;
  for (const { 0: token, index } of text.matchAll(COMMENT_STRING_OR_BRACKET)) {
    if (token === "{" || token === "[") depth += 1;
    else if (token === "}" || token === "]") depth -= 1;
    if (depth > jsonLimits.depth) return index;
  }
  return undefined;
}

function syntaxMessage(code: string): string {
  return code.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
}

function repeatedKeys(node: Node): Node[] {
  const keys =
    node.type === "object" ? (node.children ?? []).flatMap(({ children }) => children?.[0] ?? []) : [];
  const seen = new Set<unknown>();
  const repeated = keys.filter(({ value }) => seen.has(value) || !seen.add(value));
  return [...repeated, ...(node.children ?? []).flatMap(repeatedKeys)];
}

/** The key of a property, the value of an array element; the nearest parent when there is no such value. */
function offsetOf(tree: Node, pointer: string): number {
  const keys = pointer
    .split("/")
    .slice(1)
    .map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"));
  for (let length = keys.length; length > 0; length--) {
    const node = nodeAt(tree, keys.slice(0, length));
    if (node !== undefined) return node.parent?.type === "property" ? node.parent.offset : node.offset;
  }
  return tree.offset;
}

function nodeAt(tree: Node, keys: readonly string[]): Node | undefined {
  let node: Node | undefined = tree;
  for (const key of keys) {
    if (node === undefined) return undefined;
    node = findNodeAtLocation(node, [node.type === "array" ? Number(key) : key]);
  }
  return node;
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}

function lineAndColumn(starts: readonly number[], offset: number): { line: number; column: number } {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
}
