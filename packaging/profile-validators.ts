import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Ajv } from "ajv";
import standalone from "ajv/dist/standalone/index.js";
import { build } from "esbuild";

const SCHEMAS = ["profile", "settings", "vectors"] as const;

/**
 * The three schemas of vendor-profiles/schema as one ES module without imports, which exports a validation
 * function for each. `root` is the project's directory.
 */
export async function generateProfileValidators(root: string): Promise<string> {
  const ajv = new Ajv({ strict: true, allErrors: true, verbose: true, code: { source: true, esm: true } });
  const names: Record<string, string> = {};
  for (const name of SCHEMAS) {
    const schema = JSON.parse(readFileSync(`${root}/vendor-profiles/schema/${name}.schema.json`, "utf8"));
    ajv.addSchema(schema);
    names[name] = schema.$id;
  }
  const source = callable(standalone)(ajv, names);
  const bundled = await build({
    stdin: { contents: source, resolveDir: fileURLToPath(new URL(".", `file://${root}/package.json`)) },
    bundle: true,
    format: "esm",
    minify: true,
    write: false,
  });
  return `${bundled.outputFiles[0]?.text ?? ""}`;
}

/** A CommonJS default export, whether the loader unwrapped it or not. */
function callable<F>(module: F | { readonly default: F }): F {
  return typeof module === "function" ? module : (module as { readonly default: F }).default;
}
