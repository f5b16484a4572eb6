import { Flags } from "@oclif/core";
import { OwnChange, ownArgs } from "./own-change.ts";

export class OwnPreempt extends OwnChange<typeof OwnPreempt> {
  static override summary =
    "Fence another host off: take its key from the LUN, and the reservation it holds. Needs root.";
  static override description =
    "The key is taken from all paths of that host; `pathplug own status` lists the keys. It is no error where nobody has it.";
  static override examples = ["<%= config.bin %> own preempt data --victim 0x1a2b0002"];
  static override args = ownArgs;
  static override flags = {
    victim: Flags.string({ description: "key of the other host", helpValue: "KEY", required: true }),
    abort: Flags.boolean({ description: "abort the commands of that host too" }),
  };

  override async run(): Promise<void> {
    const { abort } = this.flags;
    const victim = this.readKey(this.flags.victim);
    await this.change(this.args.map, () => ({ verb: "preempt", victim, abort }));
  }
}
