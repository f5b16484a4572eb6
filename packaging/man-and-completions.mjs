#!/usr/bin/env node
/**
 * man-and-completions.mjs [--out DIR]   renders dist/man/ and dist/completions/ from dist/oclif.manifest.json, which
 * packaging/bundle.mjs has written. DIR stands for dist/.
 */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { loadTypescript } from "./load-typescript.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Renders them; what a page was called before goes. Returns how many files there are. */
export async function writeManAndCompletions(dist) {
  const { renderManAndCompletions } = await loadTypescript(root, "packaging/man-and-completions.entry.ts");
  const files = renderManAndCompletions(root, dist);
  for (const folder of ["man", "completions"]) rmSync(join(dist, folder), { recursive: true, force: true });
  for (const { path, text } of files) {
    mkdirSync(dirname(join(dist, path)), { recursive: true });
    writeFileSync(join(dist, path), text);
  }
  return files.length;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({ options: { out: { type: "string" } } });
  await writeManAndCompletions(resolve(values.out ?? join(root, "dist")));
}
