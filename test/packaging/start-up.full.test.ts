import { spawnSync } from "node:child_process";
import { expect, it } from "vitest";

const root = new URL("../../", import.meta.url).pathname;
const { NODE_EXTRA_CA_CERTS: _, ...environment } = process.env;

/** The fastest of many starts, milliseconds: noise of a busy machine only ever adds. */
function fastestStart(argv: readonly string[], starts: number): number {
  let fastest = Number.POSITIVE_INFINITY;
  for (let i = 0; i < starts; i += 1) {
    const began = process.hrtime.bigint();
    const { status } = spawnSync(process.execPath, argv, { env: environment });
    expect(status).toBe(0);
    fastest = Math.min(fastest, Number(process.hrtime.bigint() - began) / 1e6);
  }
  return fastest;
}

it("pathplug --version starts in at most 3.5 times the time of a bare node", () => {
  const bare = fastestStart(["-e", "0"], 15);
  expect(fastestStart([`${root}bin/pathplug`, "--version"], 15) / bare).toBeLessThanOrEqual(3.5);
});
