import { OwnChange, ownArgs } from "./own-change.ts";

export class OwnRelease extends OwnChange<typeof OwnRelease> {
  static override summary = "Release a reservation that this host holds, and keep its keys. Needs root.";
  static override description = "Works also while the path that holds it is away.";
  static override examples = ["<%= config.bin %> own release data"];
  static override args = ownArgs;

  override async run(): Promise<void> {
    await this.change(this.args.map, () => ({ verb: "release" }));
  }
}
