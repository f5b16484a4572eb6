import { Flags } from "@oclif/core";
import { settle } from "../host/requests/settle.ts";
import { fail } from "../host/system/failure.ts";
import { PathplugCommand } from "./base.ts";

export class Settle extends PathplugCommand<typeof Settle> {
  static override summary = "Wait until udev's queue and pathplug's markers are empty and no worker runs.";
  static override examples = ["<%= config.bin %> settle", "<%= config.bin %> settle --timeout 30"];
  static override flags = {
    timeout: Flags.integer({ description: "seconds to wait at most", default: 120, min: 0, helpValue: "S" }),
  };

  override async run(): Promise<void> {
    this.requireLive();
    const left = await this.working(
      "waiting for udev and the worker",
      settle(this.system, this.flags.timeout * 1000),
    );
    if (left !== undefined) {
      fail("tryAgain", "settle-timeout", "host", `after ${this.flags.timeout} s ${left}`);
    }
    if (this.flags.json) this.printJson({ schema: "pathplug.settle/1", settled: true });
  }
}
