import { renderColumns } from "../core/render/columns.ts";
import { listPaths } from "../core/render/listing.ts";
import { sizeText } from "../core/render/size-text.ts";
import { PathplugCommand } from "./base.ts";
import { probeFlag } from "./probe-flag.ts";
import { readView } from "./view.ts";

export class ListPaths extends PathplugCommand<typeof ListPaths> {
  static override summary = "List all SCSI disks with what is known of them.";
  static override examples = ["<%= config.bin %> list paths", "<%= config.bin %> list paths --json"];
  static override flags = probeFlag;

  override async run(): Promise<void> {
    const { machine, judgement, profiles, findings } = await readView(this.source, this.flags.probe);
    this.noteFindings(findings);
    const paths = listPaths(machine, judgement, profiles);
    if (this.flags.json) return this.printJson({ schema: "pathplug.paths/1", paths });
    if (paths.length === 0) return this.note("no SCSI disks");
    const head = [
      "DEV",
      "DEVT",
      "H:C:T:L",
      "SIZE",
      "VENDOR",
      "PRODUCT",
      "STATE",
      "ACCESS",
      "PROFILE",
      "WWID",
      "MAP",
    ];
    const rows = paths.map((path) => [
      path.dev,
      path.devt,
      path.hctl,
      sizeText(path.sectors),
      path.vendor,
      path.product,
      path.state,
      path.access?.replace(/^active\//, "") ?? "-",
      path.profile ?? "-",
      path.wwid ?? "-",
      (path.map === path.wwid ? path.dm : path.map) ?? "-",
    ]);
    this.print(renderColumns(head, rows, { ...this.layout, right: [3], optional: [1, 4, 8, 5, 3, 2] }));
  }
}
