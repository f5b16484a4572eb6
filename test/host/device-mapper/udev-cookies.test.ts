import { beforeEach, describe, expect, it } from "vitest";
import { RunCookies, releaseLeftCookies, withCookie } from "../../../host/device-mapper/udev-cookies.ts";
import type { SpawnOptions, System } from "../../../host/system/system.ts";
import { MemoryTree } from "../../worker/simulated/memory-tree.ts";

const COOKIE = "0x0D4D1234";

/** A host with two maps, of which udev knows one, and a cookie of which so many events are lost. */
class Host {
  readonly tree = new MemoryTree();
  now = 0;
  lost = 0;
  /** When udev has processed all that it can, milliseconds. */
  idleAt = 1_000;
  readonly released: number[] = [];

  constructor() {
    this.tree.put("/run/udev/queue", "");
    for (const [dm, dev] of [
      ["dm-0", "253:0"],
      ["dm-1", "253:1"],
    ] as const) {
      this.tree.put(`/sys/block/${dm}/dm/uuid`, `mpath-${dm}`);
      this.tree.put(`/sys/block/${dm}/dev`, `${dev}\n`);
      this.tree.put(`/sys/block/${dm}/uevent`, "");
    }
    this.tree.put("/run/udev/data/b253:0", "E:DM_NAME=a\n");
  }

  #pass(milliseconds: number): void {
    this.now += milliseconds;
    if (this.now >= this.idleAt) this.tree.remove("/run/udev/queue");
  }

  async #release({ timeoutMs, until }: SpawnOptions) {
    const began = this.now;
    this.released.push(began);
    const done = { timedOut: false, status: 0, stdout: new Uint8Array(0), stderr: "" };
    // The first one takes off what stands for the caller, each further one an event.
    const isLost = this.lost - (this.released.length - 1) > 0;
    while (isLost || this.now < this.idleAt) {
      this.#pass(50);
      await Promise.resolve();
      if (this.now - began > timeoutMs || until?.() === true) return { ...done, timedOut: true };
    }
    return done;
  }

  system(): System {
    const { tree } = this;
    const done = { kind: "written" } as const;
    return {
      list: (path: string) => tree.list(path),
      readBytes: (path: string) => tree.read(path),
      exists: (path: string) => tree.exists(path),
      write: (path: string, text: string) => {
        tree.put(path, text);
        return done;
      },
      unlink: (path: string) => {
        tree.remove(path);
        return done;
      },
      monotonic: () => this.now,
      now: () => this.now,
      spawn: async (argv: readonly string[], options: SpawnOptions) => {
        if (argv[1] === "udevreleasecookie") return this.#release(options);
        return { timedOut: false, status: 0, stdout: new TextEncoder().encode(`${COOKIE}\n`), stderr: "" };
      },
    } as unknown as System;
  }
}

describe("a udev cookie", () => {
  let host: Host;
  beforeEach(() => {
    host = new Host();
  });
  const run = () => withCookie(host.system(), async () => "done");
  const noted = () => host.tree.list("/run/pathplug/cookies") ?? [];

  it("is waited for until udev has processed what the change has caused", async () => {
    host.idleAt = 40_000;
    expect(await run()).toBe("done");
    expect(host.released).toHaveLength(1);
    expect(host.now).toBe(40_000);
    expect(noted()).toEqual([]);
  });

  it.each([1, 2, 5])(
    "is given back soon after udev is idle where %d workers of it were killed",
    async (lost) => {
      host.lost = lost;
      await run();
      expect(noted()).toEqual([]);
      expect(host.released).toHaveLength(lost + 1);
      expect(host.now).toBeLessThan(host.idleAt + lost * 5_500);
    },
  );

  it("has udev look again at maps whose event was lost, and at no others", async () => {
    host.lost = 1;
    await run();
    expect(host.tree.text("/sys/block/dm-1/uevent")).toBe("change");
    expect(host.tree.text("/sys/block/dm-0/uevent")).toBe("");
  });

  it("is left to the next run where udev is at work for longer than one waits", async () => {
    host.idleAt = 600_000;
    await run();
    expect(host.now).toBeLessThan(160_000);
    expect(host.released).toHaveLength(1);
    expect(noted()).toEqual([COOKIE]);
    expect(host.tree.text("/sys/block/dm-1/uevent")).toBe("");
  });

  it("of a run is waited for no longer than some seconds by what has made it, then by the run", async () => {
    host.idleAt = 40_000;
    const cookies = new RunCookies();
    await withCookie(host.system(), async () => "done", cookies);
    expect(host.now).toBeGreaterThan(3_000);
    expect(host.now).toBeLessThan(4_000);
    expect(noted()).toEqual([COOKIE]);
    expect(cookies.waits).toHaveLength(1);
    await Promise.all(cookies.waits);
    expect(host.now).toBe(40_000);
    expect(noted()).toEqual([]);
    expect(cookies.waits).toEqual([]);
  });

  it("of a run that udev is soon through with is waited for", async () => {
    const cookies = new RunCookies();
    await withCookie(host.system(), async () => "done", cookies);
    expect(host.now).toBe(1_000);
    expect(noted()).toEqual([]);
  });

  it("of a killed run is given back while the next one does its work; marks of reloads that nobody waits for go first", async () => {
    host.tree.put(`/run/pathplug/cookies/${COOKIE}`, "");
    // By this cookie, and by one that nobody waits for any more.
    const marks = () => host.tree.list("/run/pathplug/reload") ?? [];
    for (const mark of ["6296116", "6291457"]) host.tree.put(`/run/pathplug/reload/${mark}`, "");
    const cookies = new RunCookies();
    await releaseLeftCookies(host.system(), cookies);
    expect(marks()).toEqual(["6296116"]);
    expect(cookies.waits).toHaveLength(1);
    await Promise.all(cookies.waits);
    expect(noted()).toEqual([]);
    expect(marks()).toEqual([]);
  });

  it("is made after the other, so that a kill leaves one at most that nobody knows", async () => {
    const cookies = new RunCookies();
    const making: string[] = [];
    const make = (name: string) => async () => {
      making.push(`begin ${name}`);
      await Promise.resolve();
      making.push(`end ${name}`);
    };
    await Promise.all([cookies.make(make("a")), cookies.make(make("b"))]);
    expect(making).toEqual(["begin a", "end a", "begin b", "end b"]);
  });
});
