import type { System } from "../system/system.ts";
import { readAttribute } from "../system/text.ts";
import { RUN } from "./run-directory.ts";

/**
 * Disks that somebody had open exclusively when they were asked last, by diskseq. One that is away cannot be asked again, and whoever
 * used it has it still when its port comes back. Of mounts, swap and holders tables tell at any time.
 */
const EXCLUSIVE = `${RUN}/exclusive`;

/** Notes what a disk has told. Without diskseq (kernels before 5.15) there is nothing to note it by. */
export function noteExclusive(system: System, dev: string, isOpen: boolean): void {
  const file = noteOf(system, dev);
  if (file === undefined || system.exists(file) === isOpen) return;
  if (isOpen) system.write(file, "", "create");
  else system.unlink(file);
}

export function wasExclusive(system: System, dev: string): boolean {
  const file = noteOf(system, dev);
  return file !== undefined && system.exists(file);
}

/** Forgets the disks that are gone. */
export function forgetExclusive(system: System, present: ReadonlySet<string | undefined>): void {
  for (const seq of system.list(EXCLUSIVE) ?? []) if (!present.has(seq)) system.unlink(`${EXCLUSIVE}/${seq}`);
}

function noteOf(system: System, dev: string): string | undefined {
  const seq = readAttribute(system, `/sys/block/${dev}/diskseq`);
  return seq === undefined ? undefined : `${EXCLUSIVE}/${seq}`;
}
