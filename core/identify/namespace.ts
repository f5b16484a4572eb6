import type { Identity } from "./identity.ts";

/**
 * Names an NVMe namespace by the kernel's `wwid`, as multipath-tools does (ID_WWN): `uuid.`, else `eui.` of NGUID or EUI-64,
 * else `nvme.` with vendor, serial number, model and namespace id (drivers/nvme/host/sysfs.c, wwid_show). The last is not
 * unique where the serial number is blank.
 */
export function identifyNamespace(wwid: string | undefined): Identity {
  return {
    ...(wwid ? { wwid, kernelId: wwid } : {}),
    candidates: wwid ? [wwid] : [],
    designators: [],
    unique: !/^nvme\.[^-]*-(00|20|30)*-/.test(wwid ?? ""),
    findings: [],
  };
}
