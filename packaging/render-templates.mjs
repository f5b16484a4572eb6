#!/usr/bin/env node
/**
 * render-templates.mjs [--check]   renders templates/ for the default layout into rules/ and units/, which are committed.
 * With --check nothing is written; files that differ are named and the exit status is 2.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** The renderer is TypeScript: bundled in memory and imported from there. */
async function loadRenderer() {
  const { outputFiles } = await build({
    absWorkingDir: root,
    stdin: {
      contents: `export { committedTargets } from "./core/render/rule-context.ts";
        export { renderTargets } from "./commands/template-renderer.ts";`,
      resolveDir: root,
      loader: "ts",
    },
    bundle: true,
    format: "esm",
    platform: "node",
    write: false,
    // handlebars is CommonJS and reaches for require.
    banner: {
      js: 'import { createRequire } from "node:module"; const require = createRequire(process.cwd() + "/");',
    },
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`);
}

const readIfThere = (path) => {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
};

const check = process.argv.includes("--check");
const { committedTargets, renderTargets } = await loadRenderer();
const files = renderTargets(committedTargets(), (name) =>
  readFileSync(join(root, "templates", name), "utf8"),
);
const drifted = files.filter(({ path, text }) => readIfThere(join(root, path)) !== text);
for (const { path, text } of drifted) {
  if (!check) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  console.log(`${check ? "differs from its template" : "rendered"}: ${path}`);
}
if (check && drifted.length > 0) process.exit(2);
