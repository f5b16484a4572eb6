import { OwnChange, ownArgs } from "./own-change.ts";

export class OwnUnregister extends OwnChange<typeof OwnUnregister> {
  static override summary = "Release a LUN, and take this host's key from every path of it. Needs root.";
  static override description = "Paths that are away lose it when they come back.";
  static override examples = ["<%= config.bin %> own unregister data"];
  static override args = ownArgs;

  override async run(): Promise<void> {
    await this.change(this.args.map, () => ({ verb: "unregister" }));
  }
}
