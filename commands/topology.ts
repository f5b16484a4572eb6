import { Args } from "@oclif/core";
import type { Machine } from "../core/plan/machine.ts";
import { topologyOf } from "../core/plan/topology-of.ts";
import { renderNvmeTree } from "../core/render/nvme-text.ts";
import { topologyJson } from "../core/render/topology-json.ts";
import { renderTopologyTree } from "../core/render/topology-text.ts";
import type { LiveTopology } from "../core/topology/live-topology.ts";
import { type NvmeSubsystem, selectNvme } from "../core/topology/nvme-subsystem.ts";
import { selectMaps } from "../core/topology/select-maps.ts";
import { resolveDevice } from "../host/devices/device-links.ts";
import { readNvmeSubsystems } from "../host/devices/nvme-subsystems.ts";
import { fail } from "../host/system/failure.ts";
import { PathplugCommand } from "./base.ts";
import { probeFlag } from "./probe-flag.ts";
import { readView } from "./view.ts";

export class Topology extends PathplugCommand<typeof Topology> {
  static override summary = "Show the multipath maps and their paths, as `multipath -ll` does.";
  static override description =
    "Data come from sysfs and device-mapper; no command is sent to a device. NVMe subsystems that the kernel multipaths itself are shown behind the maps.";
  static override examples = ["<%= config.bin %> topology", "<%= config.bin %> topology sdc --json"];
  static override args = {
    what: Args.string({
      ignoreStdin: true,
      description: "a map (name, WWID, dm-N), a path (sdc, 8:32, H:C:T:L), or an NVMe subsystem or disk",
    }),
  };
  static override flags = probeFlag;

  override async run(): Promise<void> {
    const { machine, judgement, findings } = await readView(this.source, this.flags.probe);
    this.noteFindings(findings);
    const all = topologyOf(machine, judgement);
    const { what } = this.args;
    const maps = what === undefined ? all : this.select(all, what, machine);
    const subsystems = readNvmeSubsystems(this.system);
    const nvme = what === undefined ? subsystems : this.selectNvme(subsystems, what, machine);
    if (what !== undefined && maps.length + nvme.length === 0) {
      fail("failed", "device-not-found", what, `no map is named ${what} or has such a path`);
    }
    if (this.flags.json) return this.printJson(topologyJson(maps, nvme));
    if (maps.length + nvme.length === 0) return this.note("no multipath maps");
    const { style, width } = this;
    if (maps.length > 0)
      this.print(renderTopologyTree(maps, { style, ...(width === undefined ? {} : { columns: width }) }));
    if (nvme.length > 0) this.print(renderNvmeTree(nvme, style));
  }

  private selectNvme(
    all: readonly NvmeSubsystem[],
    what: string,
    { liveMaps }: Machine,
  ): readonly NvmeSubsystem[] {
    const named = selectNvme(all, what);
    return named.length > 0 ? named : selectNvme(all, resolveDevice(this.system, liveMaps, what));
  }

  private select(all: readonly LiveTopology[], what: string, { liveMaps }: Machine): readonly LiveTopology[] {
    const named = selectMaps(all, what);
    return named.length > 0 ? named : selectMaps(all, resolveDevice(this.system, liveMaps, what));
  }
}
