import { Flags } from "@oclif/core";
import { readMachine } from "../host/machine.ts";
import { performDisable, readOpenMaps } from "../host/ownership/disable.ts";
import { fail } from "../host/system/failure.ts";
import { PathplugCommand } from "./base.ts";

export class Disable extends PathplugCommand<typeof Disable> {
  static override summary = "Give back the ownership of this host's multipathing. Needs root.";
  static override description =
    "Refused (exit 75) while a map is in use. Unused maps are removed, their disks given back.";
  static override examples = ["<%= config.bin %> disable --dry-run", "<%= config.bin %> disable"];
  static override flags = { "dry-run": Flags.boolean({ description: "only tell what would happen" }) };

  override async run(): Promise<void> {
    const isDry = this.flags["dry-run"];
    if (!isDry) this.requireRoot();
    const { owner, armed, liveMaps, paths } = await readMachine(this.system);
    if (owner === "multipathd") fail("failed", "not-owner", "host", "/etc/pathplug/owner says multipathd");
    if (owner === "none" && !armed) return this.note("pathplug does not own this host");
    const open = await readOpenMaps(this.system, liveMaps);
    const disks = paths.filter(({ claimed }) => claimed === true).map(({ dev }) => dev);
    if (!isDry) {
      const [first] = open;
      if (first !== undefined) {
        const names = open.map(({ name, by }) => `${name} (${by})`).join(", ");
        fail("tryAgain", "map-in-use", first.name, `in use: ${names}`);
      }
      await this.working("removing maps", performDisable(this.system, liveMaps, disks));
    }
    const maps = liveMaps.map(({ name }) => name);
    if (this.flags.json) {
      this.printJson({ schema: "pathplug.disable/1", disabled: !isDry, maps, inUse: open, disks });
    } else {
      this.note(
        `${isDry ? "would remove" : "removed"} ${maps.length} maps, ${disks.length} disks given back`,
      );
      for (const { name, by } of open) this.note(`in use: ${name} (${by}); disable would be refused`);
    }
  }
}
