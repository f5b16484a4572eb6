import { Args } from "@oclif/core";
import { findPath, markPath } from "../host/requests/mark-path.ts";
import { PathplugCommand } from "./base.ts";

export class PathUnmark extends PathplugCommand<typeof PathUnmark> {
  static override summary = "Trust a path again that is marginal, and forget its failures. Needs root.";
  static override examples = ["<%= config.bin %> path unmark sdc"];
  static override args = {
    path: Args.string({ description: "kernel name, node, link, major:minor or H:C:T:L", required: true }),
  };

  override async run(): Promise<void> {
    this.requireRoot();
    const path = await findPath(this.system, this.args.path);
    markPath(this.system, path, "trusted");
    if (this.flags.json) this.printJson({ schema: "pathplug.path-unmark/1", dev: path.dev, marginal: false });
    else this.note(`${path.dev} is used as the others are`);
  }
}
