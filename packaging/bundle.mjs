#!/usr/bin/env node
/**
 * bundle.mjs [--out DIR] [profiles] [worker] [cli] [manual]   builds dist/, which is laid out as /usr/lib/pathplug will be.
 *
 * worker.js, boot.js, recheck.js, serve.js, child.js   the hot path: scripts without imports, for QuickJS
 *   (`qjs --std worker.js`) and for Node
 * node-engine.cjs   what of it Node alone needs
 * cli.cjs     the administrator's commands with everything they need from node_modules
 * profile-validators.cjs, template-renderer.cjs   parts of it that few commands load
 * profiles.json, 60-pathplug.hwdb   the vendor profiles, compiled
 *   (always in dist/, whatever DIR is: the tests of the two bundles need no profiles)
 * package.json, oclif.manifest.json, bundled.json, THIRD-PARTY-LICENSES   what stands beside cli.cjs
 * man/, completions/   manual pages and the completions of shells, made of oclif.manifest.json
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { build } from "esbuild";
import { bundledPackages, renderLicenses } from "./bundled-packages.mjs";
import { INNER_NAMES, leanHotPath } from "./lean-hot-path.mjs";
import { leanOclif } from "./lean-oclif.mjs";
import { writeManAndCompletions } from "./man-and-completions.mjs";
import { partsOfTheirOwn } from "./parts-of-their-own.mjs";
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

/** The programs of the hot path: each is parsed at every start of its own, so it holds nothing of the other. */
const HOT_PATH = {
  // It tells nobody what an exit status of sg3_utils means, and goes without those sentences.
  worker: { source: "worker/main.ts", conditions: ["terse"], lean: true },
  boot: { source: "worker/boot-main.ts", conditions: ["terse"] },
  recheck: { source: "worker/recheck-main.ts", conditions: [] },
  serve: { source: "worker/serve-main.ts", conditions: ["terse"] },
  child: { source: "worker/child-main.ts", conditions: [] },
};

/** What of it Node alone needs: QuickJS need not read it. */
const NODE_ENGINE = "worker/shim/node-engine.ts";

/** Has the programs of the hot path find Node's engine beside them. */
const nodeEngineApart = {
  name: "node-engine-apart",
  setup: (build) =>
    build.onResolve({ filter: /^\.\/node-engine\.ts$/ }, () => ({
      path: join(root, "worker/shim/node-engine-apart.ts"),
    })),
};

async function buildWorker() {
  await build({
    ...shared,
    entryPoints: [{ in: NODE_ENGINE, out: "node-engine" }],
    outdir: dist,
    outExtension: { ".js": ".cjs" },
    format: "cjs",
    platform: "neutral",
    target: "es2023",
    legalComments: "none",
    minifyIdentifiers: true,
  });
  for (const [name, program] of Object.entries(HOT_PATH)) await buildHotPath(name, program);
}

async function buildHotPath(name, { source, conditions, lean }) {
  const { metafile } = await build({
    ...shared,
    entryPoints: [{ in: source, out: name }],
    conditions,
    plugins: [nodeEngineApart, ...(lean ? [leanHotPath(root)] : [])],
    ...(lean ? { mangleProps: INNER_NAMES } : {}),
    outdir: dist,
    format: "iife",
    platform: "neutral",
    target: "es2023",
    legalComments: "none",
    // Short names too: a quarter of the size, and size is start-up time here.
    minifyIdentifiers: true,
    // Stays in dist/, to read a stack trace with.
    sourcemap: "external",
    sourcesContent: false,
    banner: { js: `/* pathplug ${project.version}, Apache-2.0 */` },
  });
  const foreign = bundledPackages(root, metafile);
  if (foreign.length > 0) {
    const names = foreign.map((each) => `${each.name} (imported by ${each.importers.join(", ")})`);
    refuse(`${name}.js must have no dependency, but it contains ${names.join("; ")}`);
  }
  const bytes = statSync(join(dist, `${name}.js`)).size;
  if (bytes > WORKER_LIMIT) refuse(`${name}.js has ${bytes} bytes; at most ${WORKER_LIMIT} are allowed`);
  console.error(`bundle: ${name}.js ${bytes} bytes`);
}

/** What few commands load, and then at once: bundles of their own, which the others need not even read. */
const PARTS = {
  "host/profiles/profile-validators.generated.mjs": "profile-validators.cjs",
  "commands/template-renderer.ts": "template-renderer.cjs",
};

async function buildCli() {
  const entries = Object.entries({ "packaging/cli-entry.ts": "cli.cjs", ...PARTS });
  const { metafile } = await build({
    ...shared,
    entryPoints: entries.map(([source, bundle]) => ({ in: source, out: basename(bundle, ".cjs") })),
    // Its main file is UMD, whose require calls no bundler can follow.
    alias: { "jsonc-parser": "jsonc-parser/lib/esm/main.js" },
    outdir: dist,
    outExtension: { ".js": ".cjs" },
    format: "cjs",
    platform: "node",
    target: "node20",
    // `import()` becomes `require()`: no start pays for Node's second loader.
    supported: { "dynamic-import": false },
    legalComments: "none",
    plugins: [leanOclif(root), precompiledTemplates(root), partsOfTheirOwn(root, PARTS)],
  });
  const packages = bundledPackages(root, metafile);
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
  const sizes = entries.map(([, bundle]) => `${bundle} ${statSync(join(dist, bundle)).size}`);
  console.error(`bundle: ${sizes.join(", ")} bytes, with ${packages.length} packages`);
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

/** What describes the commands to people and to shells: of the manifest that the CLI has just got. */
async function buildManual() {
  console.error(`bundle: ${await writeManAndCompletions(dist)} manual pages and completions`);
}

const parts = { profiles: buildProfiles, worker: buildWorker, cli: buildCli, manual: buildManual };
const wanted = positionals.length > 0 ? positionals : Object.keys(parts);
mkdirSync(dist, { recursive: true });
// What a bundle was called before is installed no more.
const names = [
  ...Object.keys(HOT_PATH).map((name) => `${name}.js`),
  "node-engine.cjs",
  "cli.cjs",
  ...Object.values(PARTS),
];
for (const file of readdirSync(dist))
  if (/\.c?js$/.test(file) && !names.includes(file)) rmSync(join(dist, file));
for (const part of wanted) {
  if (!(part in parts)) refuse(`unknown part: ${part} (${Object.keys(parts).join(", ")})`);
  await parts[part]().catch((error) => refuse(`${part}: ${error.message}`));
}
