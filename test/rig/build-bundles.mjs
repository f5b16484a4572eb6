/**
 * build-bundles.mjs   bundles each packages/NAME/test/exerciser.ts and each test/rig/exercisers/NAME.ts to
 * .rig/bundles/NAME.mjs, which the guest sees as /pathplug/.rig/bundles/NAME.mjs: guests have Node, but neither
 * node_modules nor TypeScript.
 */
import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { build } from "esbuild";

const root = join(import.meta.dirname, "../..");
const bundles = join(root, ".rig/bundles");
mkdirSync(bundles, { recursive: true });

const packages = readdirSync(join(root, "packages")).map((name) => [
  name,
  join(root, "packages", name, "test/exerciser.ts"),
]);
const own = join(root, "test/rig/exercisers");
const ours = readdirSync(own).map((file) => [basename(file, ".ts"), join(own, file)]);

for (const [name, entry] of [...packages, ...ours]) {
  if (!existsSync(entry)) continue;
  await build({
    entryPoints: [entry],
    outfile: join(bundles, `${name}.mjs`),
    bundle: true,
    platform: "node",
    target: "node20.19",
    format: "esm",
    // CommonJS packages inside an ESM bundle call require for Node's own modules.
    banner: {
      js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
    },
    logLevel: "warning",
  });
  console.log(`.rig/bundles/${name}.mjs`);
}
