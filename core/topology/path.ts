import type { AccessState } from "../decode/rtpg.ts";
import type { Tpgs } from "../decode/standard-inquiry.ts";
import type { Identity } from "../identify/identity.ts";
import type { Transport } from "../profile/profile.ts";

/** Who said so: the kernel's attribute, a REPORT TARGET PORT GROUPS of our own, or what assemble last heard. */
export type AccessSource = "sysfs" | "rtpg" | "cache";

export interface Access {
  readonly state: AccessState;
  readonly preferred: boolean;
  readonly source: AccessSource;
}

/** What one host read of one path: bytes and sysfs text, nothing interpreted. */
export interface RawPath {
  /** Kernel name, `sda`. */
  readonly dev: string;
  /** `major:minor`. */
  readonly devt: string;
  /** `H:C:T:L`; of NVMe as multipath-tools writes it. */
  readonly hctl: string;
  readonly diskseq?: string;
  /** Pages by name: `inquiry`, `00`, `80`, `83`, `b0`, `b1`, `b2`. */
  readonly pages: Readonly<Record<string, Uint8Array>>;
  /**
   * Text of small sysfs attributes of the SCSI device: wwid, state, access_state, preferred_path, dh_state, vendor, model, rev,
   * type; of NVMe those of namespace and controller: wwid, nsid, state, vendor (NVME), model, rev, serial, fabric.
   */
  readonly attributes: Readonly<Record<string, string>>;
  /** 512-byte sectors. */
  readonly sectors: number;
  /** Bytes. */
  readonly logicalBlockSize: number;
  readonly readOnly: boolean;
  /** Names in `holders`. */
  readonly holders: readonly string[];
  /** ID_SERIAL in the udev database, when udev has processed the disk. */
  readonly idSerial?: string;
  /** Names of the properties in the udev database; absent as `claimed` is. */
  readonly properties?: readonly string[];
  /** Whether udev's rules claimed it; absent while its event is pending or where there is no database. */
  readonly claimed?: boolean;
  /** Why they did or did not, in their word; absent where they have not looked at it since the host was armed. */
  readonly claimReason?: string;
  readonly transport: Transport;
  /** Name of the target node (FC WWNN, iSCSI IQN, SAS address); what group_by_node_name compares. */
  readonly targetNode?: string;
  /** REPORT TARGET PORT GROUPS parameter data, of NVMe the ANA log page; where it was asked for. */
  readonly rtpg?: Uint8Array;
  /** The unit attention by which it has said that it may be another LUN now; absent once it has been identified. */
  readonly suspect?: string;
  /** Whether it is not to be trusted: it has failed too often, or somebody has marked it. */
  readonly marginal?: boolean;
}

/** A path, decoded and identified: what grouping and planning work on. */
export interface PathFacts {
  readonly dev: string;
  readonly devt: string;
  readonly hctl: string;
  readonly identity: Identity;
  readonly vendor: string;
  readonly product: string;
  readonly revision: string;
  /** Unit serial number (VPD 80), blanks trimmed. */
  readonly serial?: string;
  readonly sectors: number;
  readonly logicalBlockSize: number;
  readonly readOnly: boolean;
  readonly tpgs: Tpgs;
  /** Target port group of the port this path reaches (VPD 83, designator type 5). */
  readonly tpg?: number;
  readonly relativePort?: number;
  readonly access?: Access;
  /** Attached SCSI device handler (`dh_state`), absent when detached. */
  readonly handler?: string;
  /** sysfs `state` of the SCSI device: running, offline, blocked, transport-offline … */
  readonly state: string;
  readonly transport: Transport;
  /** What carries NVMe: pcie, tcp, rdma, fc, loop; absent on other buses. */
  readonly fabric?: string;
  readonly targetNode?: string;
  /** ID_SERIAL in the udev database, when udev has processed the disk. */
  readonly idSerial?: string;
  readonly claimed?: boolean;
  /** As `RawPath` has them. */
  readonly properties?: readonly string[];
  readonly suspect?: string;
  readonly marginal?: boolean;
  /** What else holds the disk: holder names that are not dm maps of ours are found by `host/uses/in-use.ts`. */
  readonly holders: readonly string[];
}
