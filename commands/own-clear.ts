import { Flags } from "@oclif/core";
import { requireConfirmation, terminal } from "./confirmation.ts";
import { OwnChange, ownArgs } from "./own-change.ts";

export class OwnClear extends OwnChange<typeof OwnClear> {
  static override summary = "Take the reservation and the keys of all hosts from a LUN. Needs root.";
  static override description = "Nothing keeps any host from writing to it afterwards.";
  static override examples = ["<%= config.bin %> own clear data --yes"];
  static override args = ownArgs;
  static override flags = { yes: Flags.boolean({ char: "y", description: "do not ask" }) };

  override async run(): Promise<void> {
    this.requireRoot();
    if (!this.flags.yes) {
      const dialogue = this.flags.json ? undefined : terminal();
      await requireConfirmation(this.args.map, "Take the keys of all hosts from this LUN?", dialogue);
    }
    await this.change(this.args.map, () => ({ verb: "clear" }));
  }
}
