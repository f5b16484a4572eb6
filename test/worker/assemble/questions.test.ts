import { describe, expect, it } from "vitest";
import type { SpawnResult, System } from "../../../host/system/system.ts";
import { Questions } from "../../../worker/assemble/questions.ts";

const DONE: SpawnResult = { status: 0, timedOut: false, stdout: new Uint8Array(0), stderr: "" };

/** A host on which each program takes as long as its name says, milliseconds. */
class Host {
  now = 0;
  readonly started: string[] = [];
  readonly #running = new Set<{
    readonly end: number;
    readonly until: () => boolean;
    readonly done: () => void;
  }>();

  system(): System {
    return {
      monotonic: () => this.now,
      spawn: (argv: readonly [string], options: { readonly until?: () => boolean }) => {
        this.started.push(argv[0]);
        return new Promise<SpawnResult>((resolve) => {
          const end = this.now + Number(argv[0]);
          this.#running.add({ end, until: options.until ?? (() => false), done: () => resolve(DONE) });
        });
      },
    } as unknown as System;
  }

  /** Time passes, and what is waited for is looked at now and then. */
  async pass(milliseconds: number): Promise<void> {
    for (const end = this.now + milliseconds; this.now < end; this.now += 50) {
      for (const each of this.#running) {
        each.until();
        if (this.now < each.end) continue;
        each.done();
        this.#running.delete(each);
      }
      for (let turn = 0; turn < 8; turn++) await Promise.resolve();
    }
  }
}

describe("what a LUN is asked", () => {
  const host = new Host();
  const questions = new Questions<string>(host.system());
  /** What has come of a question once so much time has passed; `waited for` where nothing has. */
  const ask = async (
    wwid: string,
    takes: number,
    passes: number,
    paths = "as they were",
  ): Promise<string | undefined> => {
    let answer: string | undefined = "waited for";
    const asked = questions.ask({
      wwid,
      devs: [`sd${wwid}`],
      paths,
      ask: async (system) => {
        await system.spawn([`${takes}`], { timeoutMs: 5_000 });
        return `${wwid} after ${takes}`;
      },
    });
    void asked.then((said) => {
      answer = said;
    });
    await host.pass(passes);
    return answer;
  };

  it("is waited for", async () => {
    expect(await ask("a", 900, 500)).toBe("waited for");
    await host.pass(1_000);
    expect(await ask("b", 300, 500)).toBe("b after 300");
  });

  it("is not waited for any longer than a second, nor asked again meanwhile; then the answer is there", async () => {
    expect(await ask("slow", 3_000, 1_200)).toBeUndefined();
    const { length } = host.started;
    expect(await ask("slow", 3_000, 500)).toBeUndefined();
    expect(host.started).toHaveLength(length);
    await host.pass(2_000);
    expect(await ask("slow", 1, 100)).toBe("slow after 3000");
    expect(host.started).toHaveLength(length);
  });

  it("is asked again where something has happened to the LUN since, or it has other paths, and after it was taken", async () => {
    expect(await ask("old", 2_000, 1_500)).toBeUndefined();
    questions.note(["sda", "sdold"]);
    await host.pass(5_000);
    expect(await ask("old", 100, 300)).toBe("old after 100");
    expect(await ask("old", 2_000, 1_500)).toBeUndefined();
    await host.pass(5_000);
    questions.note(["sda"]);
    expect(await ask("old", 200, 300, "one more")).toBe("old after 200");
    expect(await ask("old", 300, 500)).toBe("old after 300");
  });

  it("of which so many do not answer that nobody else is asked, until one has: that is no silence", async () => {
    for (let lun = 0; lun < 16; lun++) expect(await ask(`dead ${lun}`, 60_000, 1_200)).toBeUndefined();
    const { length } = host.started;
    expect(await ask("next", 10, 100)).toBeUndefined();
    expect(host.started).toHaveLength(length);
    expect(["dead 0", "next"].map((wwid) => questions.isLate(wwid))).toEqual([true, false]);
    await host.pass(60_000);
    expect(await ask("next", 10, 100)).toBe("next after 10");
  });
});
