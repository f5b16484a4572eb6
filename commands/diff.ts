import { liveTables } from "../core/plan/live-tables.ts";
import { planJson } from "../core/render/plan-json.ts";
import { hasDifferences, renderPlan } from "../core/render/plan-text.ts";
import { PathplugCommand } from "./base.ts";
import { probeFlag } from "./probe-flag.ts";
import { readView } from "./view.ts";

export class Diff extends PathplugCommand<typeof Diff> {
  static override summary = "Show how the maps differ from what they should be. Exits 2 when they do.";
  static override examples = ["<%= config.bin %> diff", "<%= config.bin %> diff --json"];
  static override flags = probeFlag;

  override async run(): Promise<void> {
    const { machine, plan, findings } = await readView(this.source, this.flags.probe);
    this.noteFindings(findings);
    if (this.flags.json) this.printJson(planJson(plan));
    else {
      const { style } = this;
      const tables = liveTables(machine.liveMaps);
      this.printText(renderPlan(plan, { style, verbose: this.flags.verbose, liveTables: tables }));
    }
    if (hasDifferences(plan)) this.endWith("differences");
    else if (!this.flags.json) this.note("no differences");
  }
}
