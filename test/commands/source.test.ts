import { describe, expect, it } from "vitest";
import { openSource } from "../../commands/source.ts";

const MIB = 1024 * 1024;
const { system } = openSource({}, "/nowhere");

/** What comes of a program that prints so many bytes and ends well. */
const prints = (bytes: number) =>
  system.spawn(["head", "-c", String(bytes), "/dev/zero"], { timeoutMs: 20_000 });

describe("a program that a command starts", () => {
  it("is heard to its end, as the tables of thousands of maps are", async () => {
    const { status, stdout } = await prints(8 * MIB);
    expect({ status, length: stdout.length }).toEqual({ status: 0, length: 8 * MIB });
  });

  it("has failed where it prints more than can be kept: half a list of maps would look like all", async () => {
    expect(await prints(65 * MIB)).toEqual({
      timedOut: false,
      stdout: new Uint8Array(0),
      stderr: `it printed more than ${64 * MIB} bytes`,
    });
  });
});
