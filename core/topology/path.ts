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
  /** `H:C:T:L`. */
  readonly hctl: string;
  readonly diskseq?: string;
  /** Pages by name: `inquiry`, `00`, `80`, `83`, `b0`, `b1`, `b2`. */
  readonly pages: Readonly<Record<string, Uint8Array>>;
  /** Text of small sysfs attributes of the SCSI device: wwid, state, access_state, preferred_path, dh_state, vendor, model, rev, type. */
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
  /** Whether udev's rules claimed it; absent while its event is pending or where there is no database. */
  readonly claimed?: boolean;
  /** Why they did or did not, in their word; absent where they have not looked at it since the host was armed. */
  readonly claimReason?: string;
  readonly transport: Transport;
  /** Name of the target node (FC WWNN, iSCSI IQN, SAS address); what group_by_node_name compares. */
  readonly targetNode?: string;
  /** REPORT TARGET PORT GROUPS parameter data, where it was asked for. */
  readonly rtpg?: Uint8Array;
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
  readonly targetNode?: string;
  /** ID_SERIAL in the udev database, when udev has processed the disk. */
  readonly idSerial?: string;
  readonly claimed?: boolean;
  /** What else holds the disk: holder names that are not dm maps of ours are found by `host/in-use`. */
  readonly holders: readonly string[];
}
