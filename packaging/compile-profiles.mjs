// Compiles the vendor profiles: dist/profiles.json (what the worker reads), dist/60-pathplug.hwdb (what the claim
// rule looks up) and host/profiles/profile-validators.generated.mjs (the schemas as code). With --write also
// rules/60-pathplug.hwdb, the committed copy.
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url)).replace(/\/$/, "");
const outfile = `${root}/dist/build/compile-profiles.mjs`;
await build({
  entryPoints: [`${root}/packaging/compile-profiles.entry.ts`],
  outfile,
  bundle: true,
  platform: "node",
  format: "esm",
  packages: "external",
  logLevel: "warning",
});
const { compileShippedProfiles } = await import(outfile);
process.exitCode = await compileShippedProfiles(root, { write: process.argv.includes("--write") });
