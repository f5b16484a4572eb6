import { planJson } from "../core/render/plan-json.ts";
import { renderPlan } from "../core/render/plan-text.ts";
import { PathplugCommand } from "./base.ts";
import { probeFlag } from "./probe-flag.ts";
import { readView } from "./view.ts";

export class Plan extends PathplugCommand<typeof Plan> {
  static override summary = "Show what would be done to the multipath maps. Changes nothing.";
  static override description =
    "With --verbose also the maps that need nothing, the tables, and the plan's generation.";
  static override examples = ["<%= config.bin %> plan", "<%= config.bin %> plan --json"];
  static override flags = probeFlag;

  override async run(): Promise<void> {
    const { machine, plan, findings } = await readView(this.source, this.flags.probe);
    this.noteFindings(findings);
    if (machine.owner !== "pathplug") {
      this.note("pathplug does not own multipathing on this machine; this is what it would do");
    }
    if (this.flags.json) return this.printJson(planJson(plan));
    const text = renderPlan(plan, { style: this.style, verbose: this.flags.verbose });
    if (text === "") this.note("nothing to do");
    this.printText(text);
    if (this.flags.verbose) this.print(this.style.dim(`generation ${plan.generation}`));
  }
}
