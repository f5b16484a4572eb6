import type { RegistryEntry } from "../registry/entry.ts";
import type { LiveMap } from "../topology/map.ts";
import type { Capabilities } from "../topology/map-spec.ts";
import type { RawPath } from "../topology/path.ts";

/** Everything that a decision about multipathing is made from, as read from one machine at one moment. */
export interface Machine {
  readonly paths: readonly RawPath[];
  readonly liveMaps: readonly LiveMap[];
  /** Names of all other dm devices. */
  readonly otherNames: readonly string[];
  /** `major:minor` of every block device there is. */
  readonly presentDevts: readonly string[];
  /** Registry entries by file name; one LUN may have several. */
  readonly registry: ReadonlyMap<string, RegistryEntry>;
  /** WWIDs of /etc/multipath/wwids. */
  readonly wwidsFile: readonly string[];
  /** Who multipaths this host (/etc/pathplug/owner), and which LUNs are claimed. */
  readonly owner: "pathplug" | "multipathd" | "none";
  readonly mode: "known" | "listed";
  /** Whether /run/pathplug/armed exists. */
  readonly armed: boolean;
  /** Words of /proc/cmdline. */
  readonly kernelCommandLine: readonly string[];
  /** Who uses a disk outside a map of ours, by kernel name; free disks are absent. */
  readonly uses: ReadonlyMap<string, string>;
  /** Kernel ids that the kernel multipaths itself (class scsi_mpath_device). */
  readonly nativeIds: readonly string[];
  readonly capabilities: Capabilities;
}
