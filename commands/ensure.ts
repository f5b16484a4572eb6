import { Flags } from "@oclif/core";
import { linkOf } from "../host/device-mapper/map-state.ts";
import { ensureMap } from "../host/requests/ensure-map.ts";
import { PathplugCommand } from "./base.ts";
import { lunFlags, mapJson, requireWwid } from "./lun-flags.ts";

export class Ensure extends PathplugCommand<typeof Ensure> {
  static override summary =
    "Return when the map of a LUN stands, with its links. For CSI drivers and other programs.";
  static override description =
    "The LUN is registered, whatever its profile says. Paths are waited for, not looked for: scan before.";
  static override examples = [
    "<%= config.bin %> ensure --wwid 3600a098000000000000000000000a0 --json",
    "<%= config.bin %> ensure --wwid 3600a098000000000000000000000a0 --min-paths 2 --timeout 30",
  ];
  static override flags = {
    ...lunFlags,
    "min-paths": Flags.integer({
      description: "paths that are in the map and running",
      default: 1,
      min: 1,
      helpValue: "N",
    }),
  };

  override async run(): Promise<void> {
    this.requireRoot();
    const { timeout, "min-paths": minPaths } = this.flags;
    const wwid = requireWwid(this.flags.wwid);
    const wish = { wwid, minPaths, timeoutMs: timeout * 1_000 };
    const map = await this.working("waiting for the map", ensureMap(this.system, wish));
    if (this.flags.json) this.printJson({ schema: "pathplug.ensure/1", ...mapJson(wwid, map) });
    else this.printText(`${linkOf(wwid)} ${map.dm} ${map.running.join(" ")}`);
  }
}
