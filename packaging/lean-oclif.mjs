import { sep } from "node:path";

/**
 * What @oclif/core loads for plug-in development and for Windows, and a bundled CLI never uses: TypeScript sources
 * on the fly, looking for commands and rc files on the disk, WSL, its own debugging and spinners. Left out, the CLI starts
 * faster, and nothing outside its own folder (a stray tsconfig.json, package.json or .oclifrc above it) can change what it
 * does. Node's version is looked at by bin/pathplug; help alone needs ejs, and loads it then.
 */
const REPLACEMENTS = {
  "./ts-path": `const { resolve } = require("node:path");
    exports.TS_CONFIGS = {};
    exports.tsPath = async (root, target) => (target ? resolve(root, target) : undefined);`,
  "wsl-utils": "exports.isWsl = false;",
  lilconfig: "exports.lilconfig = () => ({ search: async () => null });",
  tinyglobby: "exports.glob = async () => [];",
  minimatch: "exports.minimatch = () => false;",
  semver: "exports.satisfies = () => true;",
  debug: "module.exports = () => () => {};",
  "cli-spinners": "exports.dots2 = exports.line = { frames: [] };",
  ejs: `exports.render = (...all) => require("ejs").render(...all);`,
};

/** An esbuild plug-in that puts the stand-ins above in place, for imports from @oclif/core only. */
export function leanOclif(root) {
  const home = `${sep}@oclif${sep}core${sep}`;
  return {
    name: "lean-oclif",
    setup(build) {
      build.onResolve(
        { filter: /^(wsl-utils|lilconfig|tinyglobby|minimatch|semver|debug|cli-spinners|ejs)$|\/ts-path$/ },
        ({ path, importer }) => {
          if (!importer.includes(home)) return undefined;
          return { path: path.endsWith("/ts-path") ? "./ts-path" : path, namespace: "lean-oclif" };
        },
      );
      build.onLoad({ filter: /.*/, namespace: "lean-oclif" }, ({ path }) => ({
        contents: REPLACEMENTS[path],
        loader: "js",
        resolveDir: root,
      }));
    },
  };
}
