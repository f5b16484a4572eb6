import { Args } from "@oclif/core";
import { findMapWwid } from "../host/device-mapper/map-state.ts";
import { rescanMap } from "../host/requests/rescan-map.ts";
import { fail } from "../host/system/failure.ts";
import { PathplugCommand } from "./base.ts";
import { lunFlags, mapJson, requireWwid } from "./lun-flags.ts";
import { readView } from "./view.ts";

export class MapRescan extends PathplugCommand<typeof MapRescan> {
  static override summary =
    "Read the size of all paths of a map, and its partition table, again. Needs root.";
  static override description =
    "The map gets the size that all paths have, where auto_resize wants it; `pathplug resize` gives it that size whatever the settings say.";
  static override examples = [
    "<%= config.bin %> map rescan data",
    "<%= config.bin %> map rescan 3600a098000000000000000000000a0 --json",
  ];
  static override args = { map: Args.string({ description: "name or WWID of the map", required: true }) };
  static override flags = { timeout: lunFlags.timeout };

  override async run(): Promise<void> {
    this.requireRoot();
    const found = findMapWwid(this.system, this.args.map);
    if (found === undefined)
      fail("badInput", "device-not-found", this.args.map, "no map has this name or WWID");
    const wwid = requireWwid(found);
    const isResizeDue = async (): Promise<boolean> => {
      const { actions } = (await readView(this.source)).plan;
      return actions.some((action) => action.wwid === wwid && action.kind === "resize");
    };
    const rescanning = rescanMap(this.system, wwid, this.flags.timeout * 1_000, isResizeDue);
    const map = await this.working("rescanning", rescanning);
    const { partitions, lunBytes } = map;
    if (this.flags.json) {
      this.printJson({ schema: "pathplug.rescan/1", ...mapJson(wwid, map), lunBytes, partitions });
      return;
    }
    const parts = partitions.map(({ name, bytes }) => `\n${name} has ${bytes} bytes`).join("");
    this.printText(`${map.name} has ${map.bytes} bytes${parts}`);
    if (lunBytes !== map.bytes)
      this.note(
        `its paths have ${lunBytes} bytes; auto_resize leaves the map as it is (\`pathplug resize\`)`,
      );
  }
}
