import { renderColumns } from "../core/render/columns.ts";
import { listProfiles } from "../core/render/listing.ts";
import { PathplugCommand } from "./base.ts";
import { readProfiles } from "./view.ts";

export class ListProfiles extends PathplugCommand<typeof ListProfiles> {
  static override summary = "List the vendor profiles in force.";
  static override examples = ["<%= config.bin %> list profiles"];

  override async run(): Promise<void> {
    const { compiled, findings } = await readProfiles(this.source);
    this.noteFindings(findings);
    const profiles = listProfiles(compiled);
    if (this.flags.json) return this.printJson({ schema: "pathplug.profiles-list/1", profiles });
    const rows = profiles.map(({ name, title, claim, products }) => [
      name,
      claim,
      title,
      products.join(", ") || "-",
    ]);
    this.print(renderColumns(["PROFILE", "CLAIM", "TITLE", "PRODUCTS"], rows, this.layout));
  }
}
