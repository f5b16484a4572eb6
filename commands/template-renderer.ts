import Handlebars from "handlebars";
import type { RenderTarget } from "../core/render/rule-context.ts";

/** A rendered rule or unit. */
export interface RenderedFile {
  readonly path: string;
  readonly text: string;
}

/** Gives the source of a template by its name below templates/. */
export type ReadTemplate = (name: string) => string;

/**
 * Renders each target. Strict: a template that names a value which the context lacks throws, as does one that cannot
 * be read. Nothing is escaped: the context holds our own words only, and `checkLayout` has seen the directories.
 */
export function renderTargets(targets: readonly RenderTarget[], readTemplate: ReadTemplate): RenderedFile[] {
  return targets.map(({ template, path, context }) => {
    const render = Handlebars.compile(readTemplate(template), { noEscape: true, strict: true });
    return { path, text: render(context) };
  });
}
