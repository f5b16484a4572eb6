import { join } from "node:path";

/**
 * An esbuild plug-in for parts of the program that are bundles of their own: `import()` of the file `source` below
 * `root` loads the bundle `parts[source]`, which lies beside the one that asks for it.
 */
export function partsOfTheirOwn(root, parts) {
  const bundles = new Map(Object.entries(parts).map(([source, bundle]) => [join(root, source), bundle]));
  return {
    name: "parts-of-their-own",
    setup(build) {
      build.onResolve({ filter: /^\./ }, ({ path, resolveDir, kind }) => {
        const bundle = kind === "dynamic-import" ? bundles.get(join(resolveDir, path)) : undefined;
        return bundle === undefined ? undefined : { path: `./${bundle}`, external: true };
      });
    },
  };
}
