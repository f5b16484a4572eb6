import type { System } from "./system.ts";

const DIRECTORIES = ["/usr/sbin", "/usr/bin", "/sbin", "/bin", "/usr/local/sbin", "/usr/local/bin"];

/** Where a program is that the units' path leads to; absent where it is not installed. */
export function findProgram(system: System, program: string): string | undefined {
  const directory = DIRECTORIES.find((each) => system.exists(`${each}/${program}`));
  return directory === undefined ? undefined : `${directory}/${program}`;
}

/** Whether a program is where the units' path leads. */
export function isInstalled(system: System, program: string): boolean {
  return findProgram(system, program) !== undefined;
}
