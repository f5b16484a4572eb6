import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

export const root = new URL("../../", import.meta.url).pathname;

/** Every document of the project, by its path. */
export const documents: readonly string[] = [
  ...readdirSync(root).filter((name) => name.endsWith(".md")),
  ...readdirSync(join(root, "docs"))
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`),
  "rig/README.md",
  "vendor-profiles/README.md",
  "packages/sg3-utils-wrapper/README.md",
];

export function readDocument(path: string): string {
  return readFileSync(join(root, path), "utf8");
}

/** Anchors of a document's headings, as GitHub and GitLab make them. */
function anchorsOf(path: string): readonly string[] {
  return [...readDocument(path).matchAll(/^#+ (.*)$/gm)].map(([, title = ""]) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
}

/** Links of a document that lead nowhere. */
export function brokenLinks(path: string): readonly string[] {
  const links = [...readDocument(path).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = ""]) => target);
  return links.filter((target) => {
    if (/^https?:/.test(target)) return false;
    const [file = "", anchor] = target.split("#");
    const found = file === "" ? path : join(dirname(path), file);
    if (!existsSync(join(root, found))) return true;
    return anchor !== undefined && !anchorsOf(found).includes(anchor);
  });
}

/** Spans of code and lines of console blocks without their remarks: where command lines stand. */
function codeOf(text: string): readonly string[] {
  const blocks = [...text.matchAll(/```(?:console|bash)\n([\s\S]*?)```/g)]
    .flatMap(([, block = ""]) => block.split("\n"))
    .map((line) => line.replace(/ {2,}#.*/, ""));
  const spans = [...text.replace(/```[\s\S]*?```/g, "").matchAll(/`([^`\n]+)`/g)];
  return [...blocks, ...spans.map(([, span = ""]) => span)];
}

/** Every command line of pathplug that a document names, as words behind the program's name. */
export function commandLines(text: string): readonly (readonly string[])[] {
  return codeOf(text).flatMap((line) =>
    [...line.matchAll(/(?:^|[\s|;&])(?:bin\/)?pathplug((?: +[^\s|;&#,]+)*)/g)].map(([, words = ""]) =>
      words.split(" ").filter((word) => word !== ""),
    ),
  );
}
