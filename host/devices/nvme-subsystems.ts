import { naturalOrder } from "../../core/topology/natural-order.ts";
import type { NvmeNamespace, NvmePath, NvmeSubsystem } from "../../core/topology/nvme-subsystem.ts";
import type { System } from "../system/system.ts";
import { readAttribute } from "../system/text.ts";

const CLASS = "/sys/class/nvme-subsystem";

/**
 * The NVMe subsystems with namespaces that the kernel multipaths, from sysfs alone: the disk of such a namespace lies below its
 * subsystem, and below each controller a hidden one (drivers/nvme/host/multipath.c, nvme_mpath_set_disk_name).
 */
export function readNvmeSubsystems(system: System): readonly NvmeSubsystem[] {
  return sorted(system.list(CLASS)).flatMap((name) => {
    const folder = `${CLASS}/${name}`;
    const entries = sorted(system.list(folder));
    const controllers = entries.filter((entry) => /^nvme\d+$/.test(entry));
    const namespaces = entries
      .filter((entry) => /^nvme\d+n\d+$/.test(entry))
      .map((dev) => readNamespace(system, `${folder}/${dev}`, dev, controllers));
    const read = (attribute: string) => readAttribute(system, `${folder}/${attribute}`) ?? "";
    if (namespaces.length === 0) return [];
    return {
      name,
      nqn: read("subsysnqn"),
      model: read("model"),
      firmware: read("firmware_rev"),
      iopolicy: read("iopolicy"),
      namespaces,
    };
  });
}

function sorted(names: readonly string[] | undefined): readonly string[] {
  return [...(names ?? [])].sort(naturalOrder);
}

function readNamespace(
  system: System,
  folder: string,
  dev: string,
  controllers: readonly string[],
): NvmeNamespace {
  const space = dev.slice(dev.lastIndexOf("n") + 1);
  return {
    dev,
    wwid: readAttribute(system, `${folder}/wwid`) ?? "",
    nsid: readAttribute(system, `${folder}/nsid`) ?? "",
    sectors: Number(readAttribute(system, `${folder}/size`) ?? 0),
    paths: controllers.flatMap((controller) => readPath(system, controller, space) ?? []),
  };
}

/** The path of the namespace with this number over a controller; absent where it has none there. */
function readPath(system: System, controller: string, space: string): NvmePath | undefined {
  const folder = `/sys/class/nvme/${controller}`;
  const pattern = new RegExp(`^nvme\\d+c\\d+n${space}$`);
  const dev = (system.list(folder) ?? []).find((entry) => pattern.test(entry));
  if (dev === undefined) return undefined;
  const read = (attribute: string) => readAttribute(system, `${folder}/${attribute}`) ?? "";
  const anaState = read(`${dev}/ana_state`);
  return {
    dev,
    controller,
    state: read("state"),
    transport: read("transport"),
    address: read("address"),
    ...(anaState === "" ? {} : { anaState }),
  };
}

/** Has udev look at all subsystems again, because of what their rule goes by. */
export function triggerNvmeSubsystems(system: System): void {
  for (const name of system.list(CLASS) ?? []) system.write(`${CLASS}/${name}/uevent`, "change", "attribute");
}
