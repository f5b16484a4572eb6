import { dirname, join, normalize } from "node:path/posix";

/** A source file of the tree: path from the root of the checkout, and its text. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** Longest file, lines. About 120 is usual; past this it is about more than one thing. Tests hold tables. */
export const LINE_LIMIT = 250;
export const TEST_LINE_LIMIT = 400;

/** What the files of a top-level folder may import: other folders, and packages (`*`: any). */
const directions: Record<
  string,
  { readonly folders: readonly string[]; readonly packages: readonly string[] }
> = {
  core: { folders: [], packages: [] },
  host: { folders: ["core"], packages: ["sg3-utils-wrapper", "jsonc-parser", "node:"] },
  worker: { folders: ["host", "core"], packages: ["sg3-utils-wrapper"] },
  commands: { folders: ["worker", "host", "core"], packages: ["*"] },
  packages: { folders: [], packages: ["*"] },
  packaging: { folders: ["commands", "worker", "host", "core", "templates"], packages: ["*"] },
};

const forbiddenName = /^(utils?|helpers?|common|misc)$/;
const importPattern =
  /^\s*(?:import|export)\s(?:[^;"'`]*?\sfrom\s+)?["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']\s*\)/gm;

/** What a file imports or re-exports, as written, types included. */
export function importsOf(text: string): readonly string[] {
  return [...text.matchAll(importPattern)].map(([, still, dynamic]) => still ?? dynamic ?? "");
}

/** What a file imports when it runs: without `import type` and `typeof import(…)`, which the compiler erases. */
export function valueImportsOf(text: string): readonly string[] {
  return importsOf(
    text.replace(/^\s*(import|export) type\s[^;]*;/gm, "").replace(/typeof import\([^)]*\)/g, ""),
  );
}

const topFolder = (path: string): string => path.split("/")[0] ?? "";
const resolveFrom = (file: string, specifier: string): string => normalize(join(dirname(file), specifier));

function checkRelative(file: SourceFile, specifier: string): string[] {
  const target = resolveFrom(file.path, specifier);
  const [from, to] = [topFolder(file.path), topFolder(target)];
  const findings: string[] = [];
  if (!/\.(ts|json|mjs|generated\.js)$/.test(specifier)) {
    findings.push(`${file.path}: the import of ${specifier} must end in .ts`);
  }
  if (from !== to && !directions[from]?.folders.includes(to)) {
    findings.push(`${file.path}: ${from} must not import ${to} (${specifier})`);
  }
  return findings;
}

function checkPackage(file: SourceFile, specifier: string): string[] {
  const from = topFolder(file.path);
  const allowed = directions[from]?.packages ?? [];
  const fits = allowed.some(
    (each) =>
      each === "*" ||
      specifier === each ||
      specifier.startsWith(`${each.replace(/:$/, "")}${each.endsWith(":") ? ":" : "/"}`),
  );
  return fits ? [] : [`${file.path}: ${from} must not import ${specifier}`];
}

/** The one place that names Node's modules in the hot path, as types only: the bundle gets them by process.getBuiltinModule. */
const NODE_SHIM = "worker/shim/node-";

/** Imports that go against the direction commands → worker → host → core, or lack their extension. */
export function checkImports(files: readonly SourceFile[]): readonly string[] {
  return files.flatMap((file) =>
    (file.path.startsWith(NODE_SHIM) ? valueImportsOf : importsOf)(file.text).flatMap((specifier) =>
      specifier.startsWith(".") ? checkRelative(file, specifier) : checkPackage(file, specifier),
    ),
  );
}

/** Two levels: `core/decode`, `worker/shim`; files directly in a top folder count for that folder. */
export const folderOf = (path: string): string => dirname(path).split("/").slice(0, 2).join("/");

/**
 * Rings of units that import each other: of files, or of folders (`unitOf` names the unit a path belongs to).
 * Types do not count: the types that flow through all stages refer to each other.
 */
export function checkRings(
  files: readonly SourceFile[],
  unitOf: (path: string) => string,
): readonly string[] {
  const edges = new Map<string, Set<string>>();
  for (const { path, text } of files) {
    const from = unitOf(path);
    const known = edges.get(from) ?? new Set<string>();
    edges.set(from, known);
    for (const specifier of valueImportsOf(text)) {
      if (!specifier.startsWith(".")) continue;
      const to = unitOf(resolveFrom(path, specifier));
      if (to !== from) known.add(to);
    }
  }
  return ringsOf(edges).map((ring) => `import each other in a ring: ${[...ring, ring[0]].join(" → ")}`);
}

/** The folders of core, the deepest first: each may import those before it, types included. */
export const CORE_ORDER: readonly string[] = [
  "values",
  "diagnostic",
  "bytes",
  "decode",
  "sense",
  "identify",
  "profile",
  "registry",
  "claim",
  "topology",
  "freeze",
  "names",
  "recheck",
  "own",
  "migrate",
  "plan",
  "render",
];

/** Imports within core of a folder that stands above the file's own, and folders that have no place in CORE_ORDER. */
export function checkCoreOrder(files: readonly SourceFile[]): readonly string[] {
  const folderIn = (path: string): string => /^core\/([^/]+)\//.exec(path)?.[1] ?? "";
  return files.flatMap(({ path, text }) => {
    const from = folderIn(path);
    if (from === "") return [];
    const place = CORE_ORDER.indexOf(from);
    if (place < 0) return [`${path}: give core/${from} its place in the order of core's folders`];
    return importsOf(text).flatMap((specifier) => {
      const to = specifier.startsWith(".") ? folderIn(resolveFrom(path, specifier)) : "";
      return CORE_ORDER.indexOf(to) > place
        ? [`${path}: core/${from} must not import core/${to} (${specifier})`]
        : [];
    });
  });
}

/** Each ring once, beginning with its first folder by name. */
function ringsOf(edges: ReadonlyMap<string, ReadonlySet<string>>): readonly (readonly string[])[] {
  const rings = new Map<string, readonly string[]>();
  const done = new Set<string>();
  const walk = (folder: string, trail: readonly string[]): void => {
    const at = trail.indexOf(folder);
    if (at >= 0) {
      const ring = trail.slice(at);
      const first = ring.indexOf([...ring].sort()[0] ?? "");
      const turned = [...ring.slice(first), ...ring.slice(0, first)];
      rings.set(turned.join(" "), turned);
      return;
    }
    if (done.has(folder)) return;
    for (const next of [...(edges.get(folder) ?? [])].sort()) walk(next, [...trail, folder]);
    done.add(folder);
  };
  for (const folder of [...edges.keys()].sort()) walk(folder, []);
  return [...rings.values()];
}

/** Names that say nothing about what a file knows. */
export function checkNames(files: readonly SourceFile[]): readonly string[] {
  return files.flatMap(({ path }) => {
    const words = path.split("/").map((each) => each.replace(/(\.test|\.full\.test)?\.[a-z]+$/, ""));
    return words.some((word) => forbiddenName.test(word)) ? [`${path}: name the file by what it knows`] : [];
  });
}

/** Files that grew past LINE_LIMIT. */
export function checkLengths(files: readonly SourceFile[]): readonly string[] {
  return files.flatMap(({ path, text }) => {
    const lines = text.split("\n").length - 1;
    const limit = path.endsWith(".test.ts") ? TEST_LINE_LIMIT : LINE_LIMIT;
    return lines > limit ? [`${path}: ${lines} lines; at most ${limit}, 120 are usual`] : [];
  });
}

/** A clause of a standard as our comments spell it: `SPC-6 7.7.6.4`, `SBC-4 6.6.3`, `NVM Express Base 2.0 5.17`. */
const clause =
  /\b(SPC-\d|SBC-\d|SAM-\d|NVM(e| Express)\b[^\n]{0,40}?)\s*(clause |figure |table )?\d+(\.\d+)+/i;

/** Every file that decodes bytes names the clause that defines them; files with types only need not. */
export function checkClauses(files: readonly SourceFile[]): readonly string[] {
  return files.flatMap(({ path, text }) => {
    const decodes = path.startsWith("core/decode/") && /export (async )?function decode/.test(text);
    return decodes && !clause.test(text)
      ? [`${path}: cite the clause that defines these bytes (SPC-6 7.7.6.4)`]
      : [];
  });
}
