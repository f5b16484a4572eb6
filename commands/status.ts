import { summarizeStatus } from "../core/plan/status-summary.ts";
import { topologyOf } from "../core/plan/topology-of.ts";
import { renderStatus } from "../core/render/status-text.ts";
import { checkOwner } from "../host/doctor/owner.ts";
import { PathplugCommand } from "./base.ts";
import { checkSituation } from "./situation.ts";
import { readView } from "./view.ts";

export class Status extends PathplugCommand<typeof Status> {
  static override summary =
    "Short status: maps, paths, what is wrong, what to do next. The same as plain `pathplug`.";
  static override examples = ["<%= config.bin %>", "<%= config.bin %> status --json"];

  override async run(): Promise<void> {
    const { machine, judgement, plan, findings } = await readView(this.source);
    this.noteFindings(findings);
    const checks = [...checkOwner(this.system), ...(await checkSituation(this.source, machine.liveMaps))];
    const status = summarizeStatus({
      machine,
      judgement,
      plan,
      maps: topologyOf(machine, judgement),
      wrong: checks.filter(({ verdict }) => verdict !== "ok"),
    });
    if (this.flags.json) {
      const refused = status.refused.map(({ subject, code, message }) => ({
        path: subject,
        code,
        reason: message,
      }));
      return this.printJson({ schema: "pathplug.status/1", ...status, refused });
    }
    this.printText(renderStatus(status, this.style));
  }
}
