import { build } from "esbuild";

/** What a TypeScript file exports: bundled in memory and imported from there. `entry` is its path below `root`. */
export async function loadTypescript(root, entry) {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [entry],
    bundle: true,
    format: "esm",
    platform: "node",
    write: false,
    logLevel: "warning",
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`);
}
