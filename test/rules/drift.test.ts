import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { renderTargets } from "../../commands/template-renderer.ts";
import {
  checkLayout,
  committedTargets,
  defaultLayout,
  ruleTargets,
  unitTargets,
} from "../../core/render/rule-context.ts";

const root = new URL("../../", import.meta.url).pathname;
const readTemplate = (name: string) => readFileSync(`${root}templates/${name}`, "utf8");
const rendered = renderTargets(committedTargets(), readTemplate);

describe("rules/ and units/", () => {
  it.each(rendered)(
    "$path is what its template renders (packaging/render-templates.mjs)",
    ({ path, text }) => {
      expect(readFileSync(`${root}${path}`, "utf8")).toBe(text);
    },
  );

  it("hold nothing that no template renders", () => {
    const committed = ["rules", "rules/debian", "rules/fedora", "units"].flatMap((directory) =>
      readdirSync(`${root}${directory}`, { withFileTypes: true })
        .filter((entry) => entry.isFile() && /pathplug/.test(entry.name) && !entry.name.endsWith(".hwdb"))
        .map((entry) => `${directory}/${entry.name}`),
    );
    expect(committed.sort()).toEqual(rendered.map(({ path }) => path).sort());
  });

  it("have a template for each, and no template without", () => {
    const templates = ["rules", "units"].flatMap((directory) =>
      readdirSync(`${root}templates/${directory}`).map((name) => `${directory}/${name}`),
    );
    expect(new Set(committedTargets().map(({ template }) => template))).toEqual(new Set(templates));
  });

  it("leave no handlebars behind", () => {
    expect(rendered.filter(({ text }) => /\{\{|undefined|\[object/.test(text))).toEqual([]);
  });
});

describe("another layout", () => {
  const layout = { libexec: "/opt/pp/lib", run: "/run/pp", etc: "/opt/pp/etc" };

  it("reaches every place that names a directory; a target, a timer and a socket name none", () => {
    const targets = [...ruleTargets("fedora", layout), ...unitTargets(layout)];
    const files = renderTargets(
      targets.filter(({ path }) => !/\.(target|timer|socket)$/.test(path)),
      readTemplate,
    );
    const names = files.filter(({ text }) => text.includes("/opt/pp") || text.includes("/run/pp"));
    expect(names).toHaveLength(files.length);
    expect(files.filter(({ text }) => /\/(run|etc)\/pathplug/.test(text)).map(({ path }) => path)).toEqual(
      [],
    );
  });

  it.each([
    ["a blank", "/run/path plug"],
    ["a quote", '/run/"x'],
    ["a substitution of udev", "/run/$kernel"],
    ["a specifier of systemd", "/run/%i"],
    ["a dot that climbs", "/run/../etc"],
    ["a line end", "/run/x\n"],
    ["a relative path", "run/x"],
    ["a slash at the end", "/run/x/"],
    ["nothing", ""],
  ])("is refused where a directory holds %s", (_, run) => {
    expect(checkLayout({ ...defaultLayout, run })).toEqual([{ key: "run", value: run }]);
  });

  it("is accepted where it is plain", () => {
    expect(checkLayout(layout)).toEqual([]);
    expect(checkLayout(defaultLayout)).toEqual([]);
  });
});

describe("a template", () => {
  const target = committedTargets()[0];
  it("that names a value which the context lacks is an error", () => {
    expect(() => renderTargets(target ? [target] : [], () => "{{nonsense}}")).toThrow(/nonsense/);
  });
});
