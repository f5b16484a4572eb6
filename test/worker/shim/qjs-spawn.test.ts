import { describe, expect, it } from "vitest";
import { qjsSpawn } from "../../../worker/shim/qjs-spawn.ts";
import type { QjsOs } from "../../../worker/shim/qjs-types.ts";

/** QuickJS' `os` with room for so many descriptors; what is open. */
function osWith(room: number) {
  const open = new Set<number>();
  let next = 3;
  const take = (): number => {
    open.add(next);
    return next++;
  };
  const os: Partial<QjsOs> = {
    O_RDONLY: 0,
    SIGPIPE: 13,
    signal: () => {},
    open: take,
    close: (fd) => (open.delete(fd) ? 0 : -9),
    pipe: () => (open.size + 2 > room ? null : [take(), take()]),
    exec: () => {
      throw new TypeError("Cannot allocate memory");
    },
  };
  return { os: os as QjsOs, open };
}

describe("a program that could not be started under QuickJS", () => {
  it.each([
    ["as the first pipe is missing", 1],
    ["as the second is", 3],
    ["as that for its input is", 5],
    ["as no process can be made", 20],
  ])("%s, leaves nothing open", async (_, room) => {
    const { os, open } = osWith(room);
    const ran = await qjsSpawn(os)(["sg_turs"], { timeoutMs: 1_000, input: "1" });
    expect(ran).toMatchObject({ status: 127, timedOut: false });
    expect([...open]).toEqual([]);
  });
});
