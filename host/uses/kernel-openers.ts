import type { System } from "../system/system.ts";
import { readAttribute, readText } from "../system/text.ts";

const TARGETS = "/sys/kernel/config/target/core";
const NVME_TARGETS = "/sys/kernel/config/nvmet/subsystems";

/**
 * Devices that the kernel itself has open for somebody, without a holder and not exclusively: below loop devices, and
 * exported by its SCSI and NVMe targets. By number (`b8:16`), each with who has it. Nothing of a recorded machine.
 */
export function readKernelOpeners(system: System): ReadonlyMap<string, string> {
  const users = new Map<string, string>();
  if (!system.live) return users;
  const note = (path: string | undefined, by: string): void => {
    // Any other name is a file's, and may lie on a server that is dead.
    const id = path?.startsWith("/dev/") === true ? system.deviceOf(path) : undefined;
    if (id !== undefined) users.set(id, by);
  };
  for (const name of system.list("/sys/block") ?? []) {
    if (!name.startsWith("loop")) continue;
    note(readAttribute(system, `/sys/block/${name}/loop/backing_file`), `is the backing file of ${name}`);
  }
  for (const plugin of system.list(TARGETS) ?? []) {
    for (const store of system.list(`${TARGETS}/${plugin}`) ?? []) {
      const info = readText(system, `${TARGETS}/${plugin}/${store}/info`) ?? "";
      note(/File: (\S+)/.exec(info)?.[1], `is exported as ${store}`);
    }
  }
  for (const subsystem of system.list(NVME_TARGETS) ?? []) {
    const spaces = `${NVME_TARGETS}/${subsystem}/namespaces`;
    for (const space of system.list(spaces) ?? []) {
      note(readAttribute(system, `${spaces}/${space}/device_path`), `is exported by ${subsystem}`);
    }
  }
  return users;
}
