import { Flags } from "@oclif/core";
import { compareRules, writeFiles } from "../host/ownership/rule-files.ts";
import { PathplugCommand } from "./base.ts";
import { renderRulesFor, styleFlag } from "./rule-flags.ts";

export class RulesInstall extends PathplugCommand<typeof RulesInstall> {
  static override summary = "Install the udev rules where the package's are missing or differ. Needs root.";
  static override description = "The rules do nothing until `pathplug enable`.";
  static override examples = [
    "<%= config.bin %> rules install",
    "<%= config.bin %> rules install --style fedora",
  ];
  static override flags = {
    ...styleFlag,
    directory: Flags.string({ description: "where to", default: "/etc/udev/rules.d", helpValue: "DIR" }),
  };

  override async run(): Promise<void> {
    this.requireRoot();
    const files = await renderRulesFor(this.source, this.flags.style);
    const states = compareRules(this.system, files);
    const wanted = files.filter((_, at) => states[at]?.state !== "as rendered");
    if (wanted.length > 0) {
      writeFiles(this.system, this.flags.directory, wanted);
      await this.system.spawn(["udevadm", "control", "--reload"], { timeoutMs: 30_000 });
    }
    if (this.flags.json) {
      this.printJson({ schema: "pathplug.rules-install/1", installed: wanted.map(({ path }) => path) });
    } else if (wanted.length === 0) this.note("all rules are installed already");
    else this.note(`installed ${wanted.map(({ path }) => path).join(", ")} in ${this.flags.directory}`);
  }
}
