import { Args, Flags } from "@oclif/core";
import { findMapWwid } from "../host/device-mapper/map-state.ts";
import { removeByRequest } from "../host/requests/remove-by-request.ts";
import { fail } from "../host/system/failure.ts";
import { PathplugCommand } from "./base.ts";
import { lunFlags, requireWwid } from "./lun-flags.ts";

export class MapRemove extends PathplugCommand<typeof MapRemove> {
  static override summary = "Remove a map that nobody uses, with its partitions.";
  static override description =
    "It is not made again before the LUN gets a new path, or `ensure` or `assemble` ask for it.";
  static override examples = [
    "<%= config.bin %> map remove data",
    "<%= config.bin %> map remove 3600a098000000000000000000000a0 --delete-paths",
  ];
  static override args = { map: Args.string({ description: "name or WWID of the map", required: true }) };
  static override flags = {
    timeout: lunFlags.timeout,
    "delete-paths": Flags.boolean({ description: "then delete the SCSI disks of the LUN, and forget it" }),
  };

  override async run(): Promise<void> {
    this.requireRoot();
    const { timeout } = this.flags;
    // A flag that is not given is absent, not false.
    const deletePaths = this.flags["delete-paths"] === true;
    const found = findMapWwid(this.system, this.args.map);
    if (found === undefined)
      fail("badInput", "device-not-found", this.args.map, "no map has this name or WWID");
    const wwid = requireWwid(found);
    const removing = removeByRequest(this.system, wwid, deletePaths, timeout * 1_000);
    const { changed, deleted } = await this.working("removing", removing);
    if (this.flags.json) this.printJson({ schema: "pathplug.remove/1", wwid, changed, deleted });
    else
      this.note(
        `${this.args.map} is removed${deleted.length > 0 ? `, and ${deleted.join(" ")} deleted` : ""}`,
      );
  }
}
