import type { Transport } from "../../core/profile/profile.ts";
import type { System } from "../system/system.ts";
import { readAttribute } from "../system/text.ts";

/** How a disk is reached, and the name of the node that holds the LUN. */
export interface Reach {
  readonly transport: Transport;
  /** FC node name, iSCSI target name, SAS address; what group_by_node_name compares. */
  readonly targetNode?: string;
}

const KINDS: readonly {
  readonly pattern: RegExp;
  readonly transport: Transport;
  /** Attribute of the transport object that names the target node, `$1` being what the pattern found. */
  readonly node?: string;
}[] = [
  { pattern: /\/(rport-\d+:\d+-\d+)\//, transport: "fc", node: "/sys/class/fc_remote_ports/$1/node_name" },
  { pattern: /\/(session\d+)\//, transport: "iscsi", node: "/sys/class/iscsi_session/$1/targetname" },
  { pattern: /\/(end_device-[\d:]+)\//, transport: "sas", node: "/sys/class/sas_device/$1/sas_address" },
  { pattern: /\/srp_rport|\/(port-\d+:\d+)\//, transport: "srp" },
  { pattern: /\/ata\d+\//, transport: "ata" },
  { pattern: /\/usb\d+\//, transport: "usb" },
];

/** Reads the transport from where the disk hangs in sysfs; `devicePath` is the target of /sys/block/DEV. */
export function readReach(system: System, devicePath: string): Reach {
  for (const { pattern, transport, node } of KINDS) {
    const found = pattern.exec(devicePath);
    if (found === null) continue;
    const targetNode =
      node === undefined ? undefined : readAttribute(system, node.replace("$1", found[1] ?? ""));
    return targetNode === undefined ? { transport } : { transport, targetNode };
  }
  return { transport: "unspecified" };
}
