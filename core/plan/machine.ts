import type { LeftMark } from "../claim/left-mark.ts";
import type { ClaimMode } from "../claim/mode.ts";
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
  /** What maps have as paths and is no SCSI disk, by `major:minor`; see host/devices/other-disks.ts. Only what people look at has it. */
  readonly otherDisks?: ReadonlyMap<string, string>;
  /** Registry entries by file name; one LUN may have several. */
  readonly registry: ReadonlyMap<string, RegistryEntry>;
  /** WWIDs of /etc/multipath/wwids. */
  readonly wwidsFile: readonly string[];
  /** Text of /etc/multipath/bindings, empty where there is none; absent where it could not be read to its end. */
  readonly bindings?: string;
  /** Who multipaths this host (/etc/pathplug/owner), and which LUNs are claimed. */
  readonly owner: "pathplug" | "multipathd" | "none";
  readonly mode: ClaimMode;
  /** LUNs that are left though nobody uses them, by the names of their registry files; see host/run/in-use-markers.ts. */
  readonly marks: ReadonlyMap<string, LeftMark>;
  /** Whether /run/pathplug/armed exists. */
  readonly armed: boolean;
  /** Words of /proc/cmdline. */
  readonly kernelCommandLine: readonly string[];
  /** Who uses a disk outside a map of ours, by kernel name; free disks are absent. */
  readonly uses: ReadonlyMap<string, string>;
  /** Kernel ids that the kernel multipaths itself (class scsi_mpath_device). */
  readonly nativeIds: readonly string[];
  /** Sizes that somebody has asked for, by WWID. */
  readonly resizeWishes?: ReadonlyMap<string, SizeWish>;
  readonly capabilities: Capabilities;
}

/** The size that somebody has asked for, whatever the settings say. */
export interface SizeWish {
  /** 512-byte sectors. */
  readonly sectors: number;
  /** Whether the map may become smaller by it. */
  readonly mayShrink: boolean;
}
