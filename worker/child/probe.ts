import { type Opener, readOpeners, type Whereabouts } from "../../host/uses/openers.ts";
import type { Engine } from "../engine/engine.ts";

/**
 * What a child of the worker finds out of disks, because either question may block for ever: who has them open, and
 * whether they can be opened exclusively. Arguments: the disks to look for among open files, `--`, those to open. Each
 * answer is a line, written when it is known (`probe-use.ts` reads them): what a hang leaves is all that came before it.
 */
export function probe({ system, writeOut }: Engine, argv: readonly string[]): number {
  const parting = argv.indexOf("--");
  const sought = argv.slice(0, parting);
  const sayOpeners = (where: Whereabouts): void => {
    if (sought.length === 0) return;
    for (const opener of readOpeners(system, sought, where)) writeOut(lineOf(opener));
  };
  sayOpeners("dev");
  writeOut("looked\n");
  for (const dev of argv.slice(parting + 1)) writeOut(`${dev} ${system.probeExclusive(`/dev/${dev}`)}\n`);
  // Last, because a file on a dead server blocks whoever asks what it is.
  sayOpeners("elsewhere");
  writeOut("ended\n");
  return 0;
}

function lineOf({ dev, pid, comm }: Opener): string {
  return `${dev} opened ${pid} ${comm.replace(/[\n\r]/g, " ")}\n`;
}
