// hwdb-keys.mjs DIRECTORY   prints, for every vector below a profile directory, the key that the claim rule looks up, the
// profile and the claim that the vector expects, parted by tabs.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const directory = process.argv[2];
for (const name of readdirSync(directory, { recursive: true }).sort()) {
  if (!name.endsWith(".vectors.json")) continue;
  for (const { inquiry, expect } of JSON.parse(readFileSync(join(directory, name), "utf8")).vectors) {
    const text = Buffer.from(inquiry.replaceAll(" ", ""), "hex").toString("latin1");
    const [vendor, product, revision] = [text.slice(8, 16), text.slice(16, 32), text.slice(32, 36)].map(
      (field) => field.trimEnd(),
    );
    const key = `pathplug:scsi:v${vendor}:m${product}:r${revision}:`;
    console.log([key, expect.profile ?? "", expect.profile === undefined ? "" : expect.claim].join("\t"));
  }
}
