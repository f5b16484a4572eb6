import { explainPath } from "../../../core/plan/explanation.ts";
import { noMarkers } from "../../../core/plan/markers.ts";
import { planMachine } from "../../../core/plan/plan-machine.ts";
import type { CompiledExclusion, CompiledProfiles } from "../../../core/profile/compiled.ts";
import { readMachine } from "../../../host/machine.ts";
import type { DiskSpec } from "../../machines/disk.ts";
import { type MapSpec, memorySystem } from "../../machines/machine.ts";
import { compileShipped } from "../../vendor-profiles/shipped.ts";

const shipped: Promise<CompiledProfiles> = compileShipped().then(({ compiled }) => compiled);

export const naa = "600a0980000000000000000000000aaa";
export const wwid = `3${naa}`;

/** Path `index` of a LUN of a vendor that no profile knows. */
export function pathOf(index: number, more: Partial<DiskSpec> = {}): DiskSpec {
  return {
    dev: `sd${"abcd"[index]}`,
    devt: `8:${index * 16}`,
    hctl: `${index}:0:0:0`,
    vendor: "ACME",
    product: "Anvil",
    revision: "1",
    naa,
    serial: "S1",
    ...more,
  };
}

/** A map of that LUN over its first path. */
export const standing: MapSpec = {
  dm: "dm-0",
  name: wwid,
  uuid: `mpath-${wwid}`,
  table: "0 2097152 multipath 0 0 1 1 service-time 0 1 1 8:0 1",
  status: "0 2097152 multipath 2 0 0 0 1 1 A 0 1 1 8:0 A 0",
};

export const registered = {
  [`/etc/pathplug/luns.d/naa.${naa}`]: `PATHPLUG_FORMAT=1\nPATHPLUG_WWID=${wwid}\n`,
};

export interface Circumstances {
  /** Word of the owner file. */
  readonly mode: string;
  readonly disks?: readonly DiskSpec[];
  readonly maps?: readonly MapSpec[];
  readonly files?: Readonly<Record<string, string>>;
  readonly exclusions?: readonly CompiledExclusion[];
}

/** What the rule and the worker make of `sda` on an armed host. */
export async function found({ mode, disks = [pathOf(0)], maps = [], files = {}, exclusions }: Circumstances) {
  const system = memorySystem({
    disks,
    maps,
    files: { "/etc/pathplug/owner": `pathplug ${mode}\n`, "/run/pathplug/armed": "", ...files },
  });
  const machine = await readMachine(system);
  const compiled = await shipped;
  const profiles =
    exclusions === undefined ? compiled : { ...compiled, site: { ...compiled.site, exclusions } };
  const view = planMachine(machine, profiles);
  const explained = explainPath(machine, profiles, view, noMarkers, "sda");
  const judged = view.judgement.luns.find(({ lun }) => lun.paths.some(({ dev }) => dev === "sda"));
  return {
    claimed: explained?.claim.claimed === true,
    reason: explained?.claim.reason,
    hasMap: judged?.decision !== undefined || (explained?.claim.claimed === true && maps.length > 0),
    machine,
    view,
    profiles,
  };
}
