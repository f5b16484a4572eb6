import { Flags } from "@oclif/core";
import { type RuleStyle, ruleTargets } from "../core/render/rule-context.ts";
import { detectStyle, listRules, readTemplateFrom } from "../host/ownership/rule-files.ts";
import type { Source } from "./source.ts";
import type { RenderedFile } from "./template-renderer.ts";

/** Which distribution's numbers the rules get. */
export const styleFlag = {
  style: Flags.string({
    description: "numbers of the rules; auto: as the machine's own device-mapper rule is numbered",
    options: ["auto", "debian", "fedora"],
    default: "auto",
  }),
};

/** The rules for a machine. */
export async function renderRulesFor(source: Source, style: string): Promise<readonly RenderedFile[]> {
  const { renderTargets } = await import("./template-renderer.ts");
  const chosen = style === "auto" ? detectStyle(listRules(source.system)) : (style as RuleStyle);
  return renderTargets(ruleTargets(chosen), readTemplateFrom(source.base, source.library));
}
