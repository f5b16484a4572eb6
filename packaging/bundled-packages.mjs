import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const MARK = "node_modules/";

/** Folder of the package a bundled file belongs to, or undefined for the project's own files. */
function packageFolder(file) {
  const at = file.lastIndexOf(MARK);
  if (at < 0) return undefined;
  const [first = "", second = ""] = file.slice(at + MARK.length).split("/");
  return file.slice(0, at + MARK.length) + (first.startsWith("@") ? `${first}/${second}` : first);
}

/**
 * The npm packages that got into bundles, from esbuild's metafile: name, version, folder, and the files outside
 * that asked for them. Sorted by name. A package in two versions is there twice.
 */
export function bundledPackages(root, metafile) {
  const inputs = Object.values(metafile.outputs).flatMap((output) => Object.entries(output.inputs));
  const used = new Set(inputs.filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([file]) => file));
  const found = new Map();
  for (const file of used) {
    const folder = packageFolder(file);
    if (folder === undefined || found.has(folder)) continue;
    const { name, version, license } = JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"));
    found.set(folder, { name, version, license, folder: join(root, folder), importers: new Set() });
  }
  for (const [file, { imports }] of Object.entries(metafile.inputs)) {
    for (const { path } of imports) {
      const folder = packageFolder(path);
      if (folder !== undefined && folder !== packageFolder(file)) found.get(folder)?.importers.add(file);
    }
  }
  return [...found.values()]
    .map((each) => ({ ...each, importers: [...each.importers].sort() }))
    .sort((a, b) => (a.name === b.name ? (a.version < b.version ? -1 : 1) : a.name < b.name ? -1 : 1));
}

/** The licence texts of bundled packages in one file, as their licences ask. */
export function renderLicenses(packages) {
  return packages
    .map(({ name, version, license, folder }) => {
      const file = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each));
      const text =
        file === undefined
          ? "(the package carries no licence file)"
          : readFileSync(join(folder, file), "utf8").trim();
      return `${name} ${version} (${license})\n${"-".repeat(72)}\n${text}\n`;
    })
    .join("\n\n");
}
