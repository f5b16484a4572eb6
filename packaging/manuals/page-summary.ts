import { type CommandFamily, firstSentence } from "../command-line/commands.ts";

/** What a page is about in one line, as apropos(1) finds it: a sentence without its capital and its full stop. */
export function summaryOf({ summary }: CommandFamily): string {
  const sentence = firstSentence(summary);
  const first = sentence.split(" ")[0] ?? "";
  return first === first.toUpperCase() && first.length > 1
    ? sentence
    : sentence.charAt(0).toLowerCase() + sentence.slice(1);
}
