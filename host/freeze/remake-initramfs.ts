import { isInstalled } from "../system/programs.ts";
import type { System } from "../system/system.ts";

/** The command that makes the initramfs of this host anew; absent where none is known. */
export function remakeInitramfs(system: System): string | undefined {
  if (isInstalled(system, "update-initramfs")) return "update-initramfs -u";
  return isInstalled(system, "dracut") ? "dracut --force" : undefined;
}
