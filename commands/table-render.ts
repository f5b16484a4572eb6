import { Args } from "@oclif/core";
import { tableOf } from "../core/topology/map-spec.ts";
import { renderTable } from "../core/topology/table-line.ts";
import { findDevice } from "../host/devices/find-device.ts";
import { fail } from "../host/system/failure.ts";
import { PathplugCommand } from "./base.ts";
import { probeFlag } from "./probe-flag.ts";
import { readView, type View } from "./view.ts";

export class TableRender extends PathplugCommand<typeof TableRender> {
  static override summary =
    "Print the device-mapper tables that the maps should have, as `dmsetup table` does.";
  static override examples = ["<%= config.bin %> table render", "<%= config.bin %> table render sdc"];
  static override args = {
    what: Args.string({ ignoreStdin: true, description: "a map or one of its paths; all maps without" }),
  };
  static override flags = probeFlag;

  override async run(): Promise<void> {
    const view = await readView(this.source, this.flags.probe);
    this.noteFindings(view.findings);
    const tables = this.wanted(view).flatMap(({ name, uuid, spec }) =>
      spec === undefined ? [] : [{ name, uuid, table: renderTable(tableOf(spec)) }],
    );
    if (this.flags.json) return this.printJson({ schema: "pathplug.tables/1", tables });
    this.print(tables.map(({ name, table }) => `${name}: ${table}`).join("\n"));
  }

  private wanted({ machine, judgement, plan }: View): View["plan"]["actions"] {
    const { what } = this.args;
    if (what === undefined) return plan.actions;
    const dev = findDevice(this.system, machine, what)?.dev;
    const lun = judgement.luns.find((judged) => judged.lun.paths.some((path) => path.dev === dev))?.lun;
    const found = plan.actions.filter(
      ({ name, wwid }) => name === what || wwid === what || wwid === lun?.wwid,
    );
    return found.length > 0
      ? found
      : fail("failed", "device-not-found", what, `no map is planned for ${what}`);
  }
}
