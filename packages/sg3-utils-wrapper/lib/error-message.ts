import type { Sg3Sense } from "./sense.ts";
import type { FailureFacts } from "./sg3-error.ts";

/** Program and device, what happened, sense or errno, next step, in one line. */
export function composeMessage({ program, device, why, status, sense }: FailureFacts): string {
  const particulars = [
    ...(status === undefined ? [] : [`status ${status}`]),
    ...(sense === undefined ? [] : [`sense ${describeSense(sense)}`]),
  ];
  const suffix = particulars.length === 0 ? "" : ` (${particulars.join(", ")})`;
  return `${program} ${printable(device)}: ${why.sentence}${suffix}. ${why.next}`;
}

/** `6/29/00`: key, code and qualifier in hex, as the standards' tables list them. */
function describeSense({ key, asc, ascq }: Sg3Sense): string {
  const hex = (byte: number) => byte.toString(16).padStart(2, "0");
  return [key.toString(16), ...(asc === undefined || ascq === undefined ? [] : [hex(asc), hex(ascq)])].join(
    "/",
  );
}

/** A refused device path is somebody's typing: it may not reach a terminal raw. */
function printable(path: string): string {
  return path.replace(/[^\x21-\x7e]/g, "?").slice(0, 200);
}
