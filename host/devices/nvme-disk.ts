import type { RawPath } from "../../core/topology/path.ts";
import { given } from "../../core/values/given.ts";
import type { System } from "../system/system.ts";
import { readAttribute } from "../system/text.ts";
import { readBlockFacts } from "./block-facts.ts";

/** Attributes of the controller by which a namespace is reached, and what they are called here. */
const ATTRIBUTES = {
  state: "state",
  model: "model",
  firmware_rev: "rev",
  serial: "serial",
  transport: "fabric",
} as const;

/** Whether a kernel name is that of an NVMe namespace: `nvme0n1`, and not `nvme0c0n1`, which the kernel hides. */
export function isNvmeDisk(dev: string): boolean {
  return /^nvme\d+n\d+$/.test(dev);
}

/**
 * Whether NVMe namespaces are paths on this host: `nvme_core.multipath=N`. Else the kernel multipaths them itself, and a
 * disk is all paths of a namespace.
 */
export function isNvmeOurs(system: System): boolean {
  return readAttribute(system, "/sys/module/nvme_core/parameters/multipath") === "N";
}

/**
 * Reads one path of a namespace. Its place is written as multipath-tools does: number of the controller, controller id,
 * number of the namespace in its name, namespace id (libmultipath/discovery.c, nvme_sysfs_pathinfo).
 */
export function readNvmeDisk(system: System, dev: string): RawPath | undefined {
  const block = `/sys/block/${dev}`;
  const devt = readAttribute(system, `${block}/dev`);
  if (devt === undefined) return undefined;
  const wwid = readAttribute(system, `${block}/wwid`);
  const nsid = readAttribute(system, `${block}/nsid`) ?? "0";
  const attributes: Record<string, string> = given({ vendor: "NVME", nsid, wwid });
  for (const [file, name] of Object.entries(ATTRIBUTES)) {
    const text = readAttribute(system, `${block}/device/${file}`);
    if (text !== undefined) attributes[name] = text;
  }
  const [controller, space] = dev.slice("nvme".length).split("n");
  const id = readAttribute(system, `${block}/device/cntlid`) ?? "0";
  return {
    dev,
    devt,
    hctl: [controller, id, space, nsid].join(":"),
    pages: {},
    attributes,
    ...readBlockFacts(system, dev, devt, wwid),
    transport: "nvme",
  };
}
