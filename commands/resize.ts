import { Flags } from "@oclif/core";
import { resizeMap } from "../host/requests/resize-map.ts";
import { fail } from "../host/system/failure.ts";
import { PathplugCommand } from "./base.ts";
import { lunFlags, mapJson, requireWwid } from "./lun-flags.ts";

export class Resize extends PathplugCommand<typeof Resize> {
  static override summary = "Rescan every path of a LUN, and resize its map when all show the new size.";
  static override examples = [
    "<%= config.bin %> resize --wwid 3600a098000000000000000000000a0 --bytes 107374182400 --json",
  ];
  static override flags = {
    ...lunFlags,
    bytes: Flags.integer({ description: "the new size in bytes", required: true, min: 512, helpValue: "B" }),
    "allow-shrink": Flags.boolean({ description: "also where the map becomes smaller" }),
  };

  override async run(): Promise<void> {
    this.requireRoot();
    const { bytes, timeout, "allow-shrink": allowShrink } = this.flags;
    const wwid = requireWwid(this.flags.wwid);
    if (bytes % 512 !== 0) fail("usage", "bad-argument", "--bytes", `${bytes} is no multiple of 512`);
    const wish = { wwid, bytes, allowShrink, timeoutMs: timeout * 1_000 };
    const map = await this.working("rescanning", resizeMap(this.system, wish));
    if (this.flags.json) this.printJson({ schema: "pathplug.resize/1", ...mapJson(wwid, map) });
    else this.printText(`${map.name} has ${map.bytes} bytes`);
  }
}
