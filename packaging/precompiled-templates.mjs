import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const require = createRequire(import.meta.url);

/** As commands/template-renderer.ts compiles them. */
const OPTIONS = { noEscape: true, strict: true };

/** Sources of all templates, by their name below templates/. */
function readTemplates(root) {
  const names = readdirSync(join(root, "templates"), { recursive: true }).filter((name) =>
    name.endsWith(".hbs"),
  );
  return new Map(names.sort().map((name) => [name, readFileSync(join(root, "templates", name), "utf8")]));
}

/**
 * An esbuild plug-in that gives our own code, for `handlebars`, its runtime and the project's templates as functions:
 * loading the compiler would cost every start of the CLI more than the rest of it. A template that is not one of the
 * project's is refused.
 */
export function precompiledTemplates(root) {
  return {
    name: "precompiled-templates",
    setup(build) {
      build.onResolve({ filter: /^handlebars$/ }, ({ importer }) =>
        importer.includes("/node_modules/")
          ? undefined
          : { path: "handlebars", namespace: "precompiled-templates" },
      );
      build.onLoad({ filter: /.*/, namespace: "precompiled-templates" }, () => {
        const { precompile } = require("handlebars");
        const entries = [...readTemplates(root).values()].map(
          (source) => `[${JSON.stringify(source)}, ${precompile(source, OPTIONS)}]`,
        );
        const contents = `const runtime = require("handlebars/runtime");
          const templates = new Map([${entries.join(",\n")}]);
          exports.compile = (source) => {
            const template = templates.get(source);
            if (template === undefined) throw new Error("this template is not one of this version of pathplug");
            return runtime.template(template);
          };`;
        return { contents, loader: "js", resolveDir: root };
      });
    },
  };
}
