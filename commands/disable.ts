import { Flags } from "@oclif/core";
import type { Machine } from "../core/plan/machine.ts";
import { readMachine } from "../host/machine.ts";
import { type Multipathed, type OpenMap, performDisable, readOpenMaps } from "../host/ownership/disable.ts";
import { HANDOVER } from "../host/ownership/handover-note.ts";
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
    const machine = await readMachine(this.system);
    const { owner, armed } = machine;
    if (owner === "multipathd") fail("failed", "not-owner", "host", "/etc/pathplug/owner says multipathd");
    if (owner === "none" && !armed) {
      if (this.flags.json) return this.report({ maps: [], disks: [] }, [], isDry);
      return this.note("pathplug does not own this host");
    }
    const open = await readOpenMaps(this.system, machine.liveMaps);
    let ours = multipathed(machine);
    if (!isDry) {
      const [first] = open;
      if (first !== undefined) {
        const names = open.map(({ name, by }) => `${name} (${by})`).join(", ");
        fail("tryAgain", "map-in-use", first.name, `in use: ${names}`);
      }
      const read = async () => multipathed(await readMachine(this.system));
      ours = await this.working("removing maps", performDisable(this.system, read));
    }
    this.report(ours, open, isDry);
    if (this.system.exists(HANDOVER))
      this.note(
        "multipathd is masked still, since the host was adopted: `pathplug release` has it run again",
      );
    if (!isDry) this.noteInitramfs();
  }

  private report({ maps: had, disks }: Multipathed, open: readonly OpenMap[], isDry: boolean): void {
    const maps = had.map(({ name }) => name);
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

function multipathed({ liveMaps, paths }: Machine): Multipathed {
  return { maps: liveMaps, disks: paths.filter(({ claimed }) => claimed === true).map(({ dev }) => dev) };
}
