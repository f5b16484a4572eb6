import { Flags } from "@oclif/core";
import { removeByRequest } from "../host/requests/remove-by-request.ts";
import { PathplugCommand } from "./base.ts";
import { lunFlags, requireWwid } from "./lun-flags.ts";

export class Remove extends PathplugCommand<typeof Remove> {
  static override summary = "Remove the map of a LUN that nobody uses. For CSI drivers and other programs.";
  static override description =
    "It is not made again before the LUN gets a new path, or `ensure` or `assemble` ask for it.";
  static override examples = [
    "<%= config.bin %> remove --wwid 3600a098000000000000000000000a0 --delete-paths --json",
  ];
  static override flags = {
    ...lunFlags,
    "delete-paths": Flags.boolean({ description: "then delete the SCSI disks of the LUN, and forget it" }),
  };

  override async run(): Promise<void> {
    this.requireRoot();
    const { timeout } = this.flags;
    // A flag that is not given is absent, not false.
    const deletePaths = this.flags["delete-paths"] === true;
    const wwid = requireWwid(this.flags.wwid);
    const removing = removeByRequest(this.system, wwid, deletePaths, timeout * 1_000);
    const { changed, deleted } = await this.working("removing", removing);
    if (this.flags.json) this.printJson({ schema: "pathplug.remove/1", wwid, changed, deleted });
    else this.note(changed ? `${wwid} is removed` : "nothing to do");
  }
}
