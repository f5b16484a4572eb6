import { Flags } from "@oclif/core";
import { writeFiles } from "../host/ownership/rule-files.ts";
import { PathplugCommand } from "./base.ts";
import { renderRulesFor, styleFlag } from "./rule-flags.ts";

export class RulesRender extends PathplugCommand<typeof RulesRender> {
  static override summary = "Render the udev rules.";
  static override examples = ["<%= config.bin %> rules render --style fedora -o /tmp/rules"];
  static override flags = {
    ...styleFlag,
    output: Flags.string({ char: "o", description: "write the files into DIR", helpValue: "DIR" }),
  };

  override async run(): Promise<void> {
    const files = await renderRulesFor(this.source, this.flags.style);
    const { output } = this.flags;
    if (output !== undefined) writeFiles(this.source.base, output, files);
    if (this.flags.json) this.printJson({ schema: "pathplug.rules/1", files });
    else if (output === undefined)
      this.print(files.map(({ path, text }) => `#### ${path}\n${text}`).join("\n"));
    else this.note(`wrote ${files.map(({ path }) => path).join(", ")} to ${output}`);
  }
}
