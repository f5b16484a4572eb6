#!/usr/bin/env node
/**
 * bundled-provides.mjs [--write]   prints, or writes into pathplug.spec, the `Provides: bundled(npm(NAME)) = VERSION`
 * lines for what the build put into the bundles (dist/bundled.json). Fedora asks for them, so that a security update of
 * a package finds everybody who carries a copy.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const packages = JSON.parse(readFileSync(join(root, "dist/bundled.json"), "utf8"));
const lines = packages
  .map(({ name, version }) => `Provides:       bundled(npm(${name})) = ${version}`)
  .join("\n");

if (process.argv.includes("--write")) {
  const spec = join(root, "packaging/pathplug.spec");
  const between = /(# begin bundled\n)[\s\S]*?(# end bundled\n)/;
  writeFileSync(
    spec,
    readFileSync(spec, "utf8").replace(between, (_, begin, end) => `${begin}${lines}\n${end}`),
  );
} else {
  console.log(lines);
}
