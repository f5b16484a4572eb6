import { readFileSync, writeFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { renderBundle } from "../../host/recording/bundle.ts";
import { packBundle } from "../../host/recording/bundle-file.ts";
import { recordMachine } from "../../host/recording/record-machine.ts";
import { MACHINES } from "./index.ts";
import { memorySystem } from "./machine.ts";

const fileOf = (name: string): URL => new URL(`${name}.ppb`, import.meta.url);

/** `UPDATE_MACHINES=1 npx vitest run test/machines` writes the recordings anew. */
const update = process.env.UPDATE_MACHINES === "1";

describe("the committed recordings", () => {
  it.each(Object.entries(MACHINES))("%s is what its machine records", async (name, spec) => {
    const bundle = await recordMachine(memorySystem(spec), "pathplug test");
    if (update) writeFileSync(fileOf(name), packBundle(bundle));
    expect(gunzipSync(readFileSync(fileOf(name))).toString()).toBe(renderBundle(bundle));
  });
});
