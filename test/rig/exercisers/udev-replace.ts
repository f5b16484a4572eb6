/**
 * udev-replace   reads hex of an attribute's bytes per line, prints hex of what `udevReplace` makes of it.
 */
import { readFileSync } from "node:fs";
import { decodeText, encodeText } from "../../../core/bytes/text.ts";
import { udevReplace } from "../../../core/bytes/untrusted.ts";

for (const line of readFileSync(0, "latin1").split("\n")) {
  if (line === "") continue;
  const text = decodeText(Uint8Array.from(Buffer.from(line, "hex")));
  console.log(Buffer.from(encodeText(udevReplace(text))).toString("hex"));
}
