#!/usr/bin/env node
/**
 * profile-reference.mjs [--check]   renders the schemas of vendor-profiles/schema/ into docs/profile-reference.md, which is
 * committed. With --check nothing is written; the exit status is 2 when the file differs.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { loadTypescript } from "./load-typescript.mjs";

const root = join(import.meta.dirname, "..");
const { keysOf } = await loadTypescript(root, "packaging/manuals/schema-keys.ts");
const file = join(root, "docs/profile-reference.md");
const read = (name) =>
  JSON.parse(readFileSync(join(root, `vendor-profiles/schema/${name}.schema.json`), "utf8"));

/** A cell of a table: one line, no column of its own. */
function cell(text) {
  return text.replaceAll("|", "\\|").replaceAll("\n", " ");
}

/** A table of an object's keys and of those within. */
function table(schema) {
  const rows = keysOf(schema).map(({ path, kind, description, required }) => {
    const needed = required ? " **Required.**" : "";
    return `| \`${path}\` | ${cell(kind)} | ${cell(description)}${needed} |`;
  });
  return ["| key | value | |", "|---|---|---|", ...rows].join("\n");
}

const profile = read("profile");
const text = `# Profile reference

Every key of a vendor profile, of its settings, of the vectors beside it, and of a site's \`/etc/pathplug/pathplug.json\`.
Made from \`vendor-profiles/schema/\` by \`packaging/profile-reference.mjs\`: do not edit. How the parts work together is told in
[vendor-profiles/README.md](../vendor-profiles/README.md). Files are JSON, comments allowed; an unknown key is an error.

## A profile

${profile.description}

${table(profile)}

## Settings

${profile.$defs.settings.description} Lists of words are written without their count.

${table(profile.$defs.settings)}

## Vectors

${read("vectors").description}

${table(read("vectors"))}

## pathplug.json

${read("settings").description}

${table(read("settings"))}

### Exclusions

${read("settings").$defs.exclusions.description}

${table(read("settings").$defs.exclusions)}
`;

if (!process.argv.includes("--check")) writeFileSync(file, text);
else if (readFileSync(file, "utf8") !== text) {
  console.error(
    "docs/profile-reference.md is not what the schemas render: run node packaging/profile-reference.mjs",
  );
  process.exitCode = 2;
}
