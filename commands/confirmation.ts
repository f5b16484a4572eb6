import { createInterface } from "node:readline";
import { fail } from "../host/system/failure.ts";

/** Who answers a question, and where it is put: the person at the terminal. */
export interface Dialogue {
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly output: NodeJS.WritableStream & { readonly isTTY?: boolean };
}

/** The person who typed the command. */
export const terminal = (): Dialogue => ({ input: process.stdin, output: process.stderr });

/**
 * Goes on only where a person says yes; fails with `confirmation-needed` where there is nobody to be asked (no dialogue, or
 * one without a terminal), and at every other answer, the end of input and Ctrl-C included.
 */
export async function requireConfirmation(
  subject: string,
  question: string,
  dialogue: Dialogue | undefined,
): Promise<void> {
  if (dialogue?.input.isTTY !== true || dialogue.output.isTTY !== true) {
    fail("usage", "confirmation-needed", subject, "nothing was changed: --yes was not given");
  }
  if (!(await isConfirmed(question, dialogue))) {
    fail("failed", "confirmation-needed", subject, "nothing was changed: it was not confirmed");
  }
}

/** Whether the line that is typed says yes; input that ends without one says no, where a promise of readline never would. */
function isConfirmed(question: string, { input, output }: Dialogue): Promise<boolean> {
  return new Promise((resolve) => {
    const dialogue = createInterface({ input, output });
    dialogue.once("close", () => resolve(false));
    dialogue.question(`${question} [y/N] `, (answer) => {
      resolve(/^y(es)?$/i.test(answer.trim()));
      dialogue.close();
    });
  });
}
