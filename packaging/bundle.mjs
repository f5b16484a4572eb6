#!/usr/bin/env node
/**
 * bundle.mjs [--out DIR] [profiles] [worker] [cli]   builds dist/, which is laid out as /usr/lib/pathplug will be.
 *
 * worker.js   the hot path: one script without imports, for QuickJS (`qjs --std worker.js`) and for Node
 * cli.cjs     the administrator's commands with everything they need from node_modules
 * profiles.json, 60-pathplug.hwdb   the vendor profiles, compiled
 *   (always in dist/, whatever DIR is: the tests of the two bundles need no profiles)
 * package.json, oclif.manifest.json, bundled.json, THIRD-PARTY-LICENSES   what stands beside cli.cjs
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { build } from "esbuild";
import { bundledPackages, renderLicenses } from "./bundled-packages.mjs";
import { leanOclif } from "./lean-oclif.mjs";
import { precompiledTemplates } from "./precompiled-templates.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { values, positionals } = parseArgs({ allowPositionals: true, options: { out: { type: "string" } } });
const dist = resolve(values.out ?? join(root, "dist"));
const project = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

/** Bytes; the worker is parsed at every start, so its size is time. */
const WORKER_LIMIT = 150_000;

const shared = {
  absWorkingDir: root,
  bundle: true,
  metafile: true,
  logLevel: "warning",
  define: { PATHPLUG_VERSION: JSON.stringify(project.version) },
  minifySyntax: true,
  minifyWhitespace: true,
};

/** Ends the build with a reason that a reader of the log can act on. */
function refuse(message) {
  console.error(`bundle: ${message}`);
  process.exit(1);
}

async function buildWorker() {
  const result = await build({
    ...shared,
    entryPoints: ["worker/main.ts"],
    outfile: join(dist, "worker.js"),
    format: "iife",
    platform: "neutral",
    target: "es2023",
    legalComments: "none",
    // Short names too: a quarter of the size, and size is start-up time here.
    minifyIdentifiers: true,
    // Stays in dist/, to read a stack trace with.
    sourcemap: "external",
    sourcesContent: false,
    banner: { js: `/* pathplug ${project.version} worker, Apache-2.0 */` },
  });
  const foreign = bundledPackages(root, result.metafile);
  if (foreign.length > 0) {
    const names = foreign.map((each) => `${each.name} (imported by ${each.importers.join(", ")})`);
    refuse(`the worker must have no dependency, but it contains ${names.join("; ")}`);
  }
  const bytes = statSync(join(dist, "worker.js")).size;
  if (bytes > WORKER_LIMIT) refuse(`worker.js has ${bytes} bytes; at most ${WORKER_LIMIT} are allowed`);
  console.error(`bundle: worker.js ${bytes} bytes`);
}

async function buildCli() {
  const result = await build({
    ...shared,
    entryPoints: ["packaging/cli-entry.ts"],
    // Its main file is UMD, whose require calls no bundler can follow.
    alias: { "jsonc-parser": "jsonc-parser/lib/esm/main.js" },
    outfile: join(dist, "cli.cjs"),
    format: "cjs",
    platform: "node",
    target: "node20",
    legalComments: "none",
    plugins: [leanOclif(), precompiledTemplates(root)],
  });
  const packages = bundledPackages(root, result.metafile);
  writeFileSync(
    join(dist, "bundled.json"),
    `${JSON.stringify(
      packages.map(({ name, version, license }) => ({ name, version, license })),
      null,
      2,
    )}\n`,
  );
  writeFileSync(join(dist, "THIRD-PARTY-LICENSES"), renderLicenses(packages));
  writeFileSync(join(dist, "package.json"), `${JSON.stringify(installedPackage(), null, 2)}\n`);
  await writeManifest();
  const { bytes } = Object.values(result.metafile.outputs)[0];
  console.error(`bundle: cli.cjs ${bytes} bytes, with ${packages.length} packages`);
}

/** The package.json that lies beside cli.cjs; oclif is given it and looks for no other. */
function installedPackage() {
  const { name, version, description, license, engines, oclif } = project;
  const commands = { ...oclif.commands, target: "./cli.cjs" };
  return {
    name,
    version,
    description,
    license,
    private: true,
    type: "commonjs",
    engines,
    oclif: { ...oclif, commands },
  };
}

/** What oclif would find out about every command at every start, found out once. */
async function writeManifest() {
  // oclif believes an old manifest, whatever it is told: a new command would be missing.
  rmSync(join(dist, "oclif.manifest.json"), { force: true });
  const { default: cli } = await import(`${pathToFileURL(join(dist, "cli.cjs"))}?${Date.now()}`);
  const manifest = await cli.describeCommands(dist, installedPackage());
  writeFileSync(join(dist, "oclif.manifest.json"), `${JSON.stringify(manifest)}\n`);
}

/** Compiles the vendor profiles in a process of its own; it also writes the schemas' validators, which the CLI bundles. */
async function buildProfiles() {
  const { status } = spawnSync(process.execPath, ["packaging/compile-profiles.mjs"], {
    cwd: root,
    stdio: "inherit",
  });
  if (status !== 0) refuse(`the vendor profiles could not be compiled (status ${status})`);
}

const parts = { profiles: buildProfiles, worker: buildWorker, cli: buildCli };
const wanted = positionals.length > 0 ? positionals : Object.keys(parts);
mkdirSync(dist, { recursive: true });
for (const part of wanted) {
  if (!(part in parts)) refuse(`unknown part: ${part} (${Object.keys(parts).join(", ")})`);
  await parts[part]().catch((error) => refuse(`${part}: ${error.message}`));
}
