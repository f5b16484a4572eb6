/**
 * exerciser FUNCTION DEVICE [ARGUMENT…]   calls one function of the package on a real device and prints one line:
 *   data HEX
 *   failed MEANING [status=N] [errno=NAME] [sense=K/AA/QQ] [isReason…]
 * Arguments are JSON; strings of the form "0x…n" become bigints. The message of a failure goes to standard error.
 */
import { argv, stderr, stdout } from "node:process";
import * as sg3 from "../lib/index.ts";

const functions = sg3 as unknown as Readonly<Record<string, (...rest: unknown[]) => Promise<sg3.Sg3Result>>>;

function readArgument(text: string): unknown {
  return JSON.parse(text, (_key, value: unknown) =>
    typeof value === "string" && /^0x[0-9a-f]+n$/.test(value) ? BigInt(value.slice(0, -1)) : value,
  );
}

function renderAnswer(answer: sg3.Sg3Result): string {
  if (answer.kind === "data") {
    return ["data", Buffer.from(answer.bytes).toString("hex")].join(" ").trim();
  }
  const { error } = answer;
  const words = ["failed", error.meaning];
  if (error.status !== undefined) words.push(`status=${error.status}`);
  if (error.errno !== undefined) words.push(`errno=${error.errno}`);
  if (error.sense !== undefined) words.push(`sense=${renderSense(error.sense)}`);
  for (const [name, value] of Object.entries(error)) if (value === true) words.push(name);
  return words.join(" ");
}

function renderSense({ key, asc, ascq }: sg3.Sg3Sense): string {
  return [key, asc ?? -1, ascq ?? -1].map((number) => number.toString(16).padStart(2, "0")).join("/");
}

const [name = "", device = "", ...rest] = argv.slice(2);
const call = functions[name];
if (call === undefined) throw new Error(`no such function: ${name}`);
const answer = await call(device, ...rest.map(readArgument));
if (answer.kind === "failed") stderr.write(`${answer.error.message}\n`);
stdout.write(`${renderAnswer(answer)}\n`);
