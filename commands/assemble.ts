import { Flags } from "@oclif/core";
import { requireNoRival } from "../host/ownership/arming.ts";
import { runWorker } from "../host/ownership/launcher.ts";
import { fail } from "../host/system/failure.ts";
import { PathplugCommand } from "./base.ts";

export class Assemble extends PathplugCommand<typeof Assemble> {
  static override summary = "Bring all maps to what they should be: what the unit runs, by hand.";
  static override description =
    "Running it again, also several times at once, changes nothing that is right already.";
  static override examples = ["<%= config.bin %> assemble", "<%= config.bin %> assemble --queued"];
  static override flags = {
    queued: Flags.boolean({ description: "only LUNs that udev has left markers for" }),
  };

  override async run(): Promise<void> {
    this.requireRoot();
    requireNoRival(this.system);
    const { base, library } = this.source;
    const ran = await this.working(
      "assembling",
      runWorker(base, library, ["assemble", ...(this.flags.queued ? [] : ["--all"])]),
    );
    if (!this.flags.quiet) this.tell(ran.stderr);
    if (ran.status === 75)
      fail("tryAgain", "assemble-running", "host", "the host's lock was not free in time");
    if (ran.timedOut) fail("failed", "program-failed", "worker", "the worker did not end in time");
    if (this.flags.json) this.printJson({ schema: "pathplug.assemble/1", status: ran.status ?? null });
    if (ran.status !== 0) this.endWith("failed");
  }
}
