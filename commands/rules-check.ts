import { compareRules } from "../host/ownership/rule-files.ts";
import { PathplugCommand } from "./base.ts";
import { renderRulesFor, styleFlag } from "./rule-flags.ts";

export class RulesCheck extends PathplugCommand<typeof RulesCheck> {
  static override summary =
    "Compare the installed udev rules with what is rendered. Exits 2 when they differ.";
  static override examples = ["<%= config.bin %> rules check"];
  static override flags = styleFlag;

  override async run(): Promise<void> {
    const rules = compareRules(this.system, await renderRulesFor(this.source, this.flags.style));
    if (this.flags.json) this.printJson({ schema: "pathplug.rules-check/1", rules });
    else this.print(rules.map(({ name, state, file }) => `${file ?? name}: ${state}`).join("\n"));
    if (rules.some(({ state }) => state !== "as rendered")) this.endWith("differences");
  }
}
