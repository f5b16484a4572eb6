import { topologyOf } from "../core/plan/topology-of.ts";
import { renderColumns } from "../core/render/columns.ts";
import { listMaps } from "../core/render/listing.ts";
import { sizeText } from "../core/render/size-text.ts";
import { PathplugCommand } from "./base.ts";
import { readView } from "./view.ts";

export class ListMaps extends PathplugCommand<typeof ListMaps> {
  static override summary = "List the multipath maps.";
  static override examples = ["<%= config.bin %> list maps", "<%= config.bin %> list maps --json"];

  override async run(): Promise<void> {
    const { machine, judgement, findings } = await readView(this.source);
    this.noteFindings(findings);
    const maps = listMaps(topologyOf(machine, judgement));
    if (this.flags.json) return this.printJson({ schema: "pathplug.maps/1", maps });
    if (maps.length === 0) return this.note("no multipath maps");
    const rows = maps.map(({ name, wwid, dm, sectors, profile, paths, failed }) => [
      name,
      dm,
      sizeText(sectors),
      String(paths),
      String(failed),
      profile,
      wwid === name ? "same" : wwid,
    ]);
    const head = ["NAME", "DM", "SIZE", "PATHS", "FAILED", "PROFILE", "WWID"];
    this.print(renderColumns(head, rows, { ...this.layout, right: [2, 3, 4], optional: [5, 6] }));
  }
}
