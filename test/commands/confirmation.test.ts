import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { type Dialogue, requireConfirmation } from "../../commands/confirmation.ts";

/** A terminal at which somebody types this, and then, where `typed` has no line end, ends the input. */
function typing(typed: string, isTTY = true): Dialogue & { readonly shown: () => string } {
  const input = Object.assign(new PassThrough(), { isTTY });
  const output = Object.assign(new PassThrough(), { isTTY, columns: 80 });
  const shown: string[] = [];
  output.on("data", (chunk: Buffer) => shown.push(chunk.toString()));
  if (typed.endsWith("\n")) input.write(typed);
  else input.end(typed);
  return { input, output, shown: () => shown.join("") };
}

const ask = (dialogue: Dialogue) => requireConfirmation("enable", "Go on?", dialogue);

describe("a question before something is changed", () => {
  it.each(["y\n", "yes\n", "YES\n", " y \n", "y\nn\n"])("goes on at %j", async (typed) => {
    const dialogue = typing(typed);
    await expect(ask(dialogue)).resolves.toBeUndefined();
    expect(dialogue.shown()).toContain("Go on? [y/N] ");
  });

  it.each([
    ["no", "n\n"],
    ["nothing", "\n"],
    ["another word", "yesterday\n"],
    ["the end of input", ""],
    ["Ctrl-D", "\u0004"],
    ["Ctrl-C", "\u0003"],
  ])("stops at %s", async (_, typed) => {
    await expect(ask(typing(typed))).rejects.toMatchObject({
      status: "failed",
      diagnostic: { code: "confirmation-needed", message: expect.stringContaining("not confirmed") },
    });
  });

  it("is not put where nobody can answer", async () => {
    const dialogue = typing("y\n", false);
    await expect(ask(dialogue)).rejects.toMatchObject({
      status: "usage",
      diagnostic: { code: "confirmation-needed", message: expect.stringContaining("--yes") },
    });
    expect(dialogue.shown()).toBe("");
  });
});
