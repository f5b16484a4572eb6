import type { System } from "./system.ts";

const DIRECTORIES = ["/usr/sbin", "/usr/bin", "/sbin", "/bin", "/usr/local/sbin", "/usr/local/bin"];

/** Whether a program is where the units' path leads. */
export function isInstalled(system: System, program: string): boolean {
  return DIRECTORIES.some((directory) => system.exists(`${directory}/${program}`));
}
