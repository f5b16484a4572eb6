import { Args } from "@oclif/core";
import { findPath, markPath } from "../host/requests/mark-path.ts";
import { PathplugCommand } from "./base.ts";

export class PathMark extends PathplugCommand<typeof PathMark> {
  static override summary = "Mark a path as marginal: not used while another one works. Needs root.";
  static override description =
    "With marginal_pathgroups on, it goes to the last path group instead. It stays marked until `path unmark`, a reboot, or the end of its disk.";
  static override examples = ["<%= config.bin %> path mark sdc", "<%= config.bin %> path mark 2:0:0:1"];
  static override args = {
    path: Args.string({ description: "kernel name, node, link, major:minor or H:C:T:L", required: true }),
  };

  override async run(): Promise<void> {
    this.requireRoot();
    const path = await findPath(this.system, this.args.path);
    markPath(this.system, path, "marginal");
    if (this.flags.json) this.printJson({ schema: "pathplug.path-mark/1", dev: path.dev, marginal: true });
    else this.note(`${path.dev} is marginal until \`pathplug path unmark ${path.dev}\``);
  }
}
