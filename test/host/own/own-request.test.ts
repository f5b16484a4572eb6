import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { OwnRequest } from "../../../core/own/plan-own.ts";
import { parseOwnKey } from "../../../core/own/reservation-key.ts";
import { judgeMachine } from "../../../core/plan/judge.ts";
import { mapWwid } from "../../../core/topology/luns.ts";
import { readMachine } from "../../../host/machine.ts";
import { performRequest } from "../../../host/own/own-request.ts";
import type { SimulatedMachine } from "../../worker/simulated/simulated-machine.ts";
import { assembled, disk, naaOf, shippedProfiles } from "../../worker/simulated/simulated-run.ts";

const LUN = naaOf(0);
const OTHER = { lun: LUN, port: 9 };
const WRITERS = "write-exclusive-registrants-only";

const register = (key: bigint, more: { persist?: boolean; force?: boolean } = {}): OwnRequest => ({
  verb: "register",
  own: { key, persist: more.persist ?? false },
  force: more.force ?? false,
});

/** A host with one map of four paths; `ask` performs a request and says how it ended, `away` takes paths away or gives them back. */
async function host() {
  const machine = await assembled([0]);
  const { reservations } = machine;
  const notes: string[] = [];
  const ask = async (request: OwnRequest): Promise<string> => {
    const system = machine.system();
    const read = await readMachine(system);
    const [judged] = judgeMachine(read, await shippedProfiles).luns;
    if (judged?.entry === undefined) throw new Error("the LUN is not registered");
    const { lun, entry } = judged;
    const live = read.liveMaps.find((map) => mapWwid(map) === lun.wwid);
    const files = [...read.registry].flatMap(([name, one]) => (one.wwid === entry.wwid ? name : []));
    const outcome = await performRequest(
      system,
      { lun, entry, files, ...(live === undefined ? {} : { live }) },
      request,
    );
    if (outcome.note !== undefined) notes.push(outcome.note.code);
    return outcome.problem?.code ?? (outcome.changed ? "done" : "nothing");
  };
  const away = (...paths: number[]): void => {
    machine.reservations.refuses.clear();
    const map = machine.dm.maps[0];
    map?.failed.clear();
    for (const path of paths) {
      map?.failed.add(disk(0, path).devt);
      machine.reservations.refuses.set(disk(0, path).dev, 35);
    }
  };
  const other = (words: string) => reservations.out(OTHER, words);
  const state = () => `${reservations.keysOf(LUN)} ${reservations.heldOf(LUN)}`.trim();
  return { machine, reservations, notes, ask, away, other, state, registered: () => keyIn(machine) };
}

function keyIn({ tree }: SimulatedMachine): string | undefined {
  const texts = (tree.list("/etc/pathplug/luns.d") ?? []).map(
    (name) => tree.text(`/etc/pathplug/luns.d/${name}`) ?? "",
  );
  const keys = new Set(texts.map((text) => /PATHPLUG_RESERVATION_KEY="(.*)"/.exec(text)?.[1]));
  if (keys.size > 1) throw new Error("the files of a LUN differ");
  return [...keys][0];
}

const ALL = "1=a1 2=a1 3=a1 4=a1";

describe("owning a LUN", () => {
  it("registers every path, reserves, releases, unregisters, and the registry follows", async () => {
    const { ask, state, registered } = await host();
    expect(await ask(register(0xa1n))).toBe("done");
    expect([state(), registered()]).toEqual([ALL, "0xa1"]);
    expect(await ask({ verb: "reserve", type: WRITERS })).toBe("done");
    expect(state()).toBe(`${ALL} a1@1/5`);
    expect(await ask({ verb: "reserve", type: WRITERS })).toBe("nothing");
    expect(await ask({ verb: "reserve", type: "exclusive-access-registrants-only" })).toBe(
      "own-type-differs",
    );
    expect(await ask({ verb: "release" })).toBe("done");
    expect(await ask({ verb: "release" })).toBe("nothing");
    expect(state()).toBe(ALL);
    expect(await ask({ verb: "unregister" })).toBe("done");
    expect([state(), registered()]).toEqual(["", undefined]);
  });

  it.each<[string, OwnRequest, string]>([
    ["a key of 0", register(0n), "own-key-unfit"],
    ["reserving without a key", { verb: "reserve", type: WRITERS }, "own-no-key"],
    ["releasing without a key", { verb: "release" }, "own-no-key"],
    ["clearing without a key", { verb: "clear" }, "own-no-key"],
    ["the key of another host", register(0xb2n), "own-key-taken"],
  ])("refuses %s, and changes nothing", async (_, request, code) => {
    const { ask, other, state, registered } = await host();
    other("--register-ignore --param-sark=b2");
    expect(await ask(request)).toBe(code);
    expect([state(), registered()]).toEqual(["9=b2", undefined]);
  });

  it.each<[string, OwnRequest, string]>([
    ["reserving what another host has", { verb: "reserve", type: WRITERS }, "own-reserved"],
    ["releasing what another host has", { verb: "release" }, "own-reserved"],
    ["preempting its own key", { verb: "preempt", victim: 0xa1n, abort: false }, "own-key-unfit"],
    ["preempting a key of 0", { verb: "preempt", victim: 0n, abort: false }, "own-key-unfit"],
  ])("refuses %s", async (_, request, code) => {
    const { ask, other, state } = await host();
    await ask(register(0xa1n));
    other("--register-ignore --param-sark=b2");
    other("--reserve --param-rk=b2 --prout-type=5");
    expect(await ask(request)).toBe(code);
    expect(state()).toBe(`${ALL} 9=b2 b2@9/5`);
  });

  it("has nothing to say to a LUN without persistent reservations", async () => {
    const { machine, ask } = await host();
    for (const path of [0, 1, 2, 3]) machine.reservations.refuses.set(disk(0, path).dev, 9);
    expect(await ask(register(0xa1n))).toBe("own-unsupported");
  });

  it("says so where no path is up", async () => {
    const { ask, away } = await host();
    away(0, 1, 2, 3);
    expect(await ask(register(0xa1n))).toBe("own-no-path");
  });

  it("is not registered as long as a path that the kernel uses refuses, and can be asked again", async () => {
    const { machine, ask, registered } = await host();
    machine.reservations.refuses.set("sdb", 35);
    expect(await ask(register(0xa1n))).toBe("own-unfinished");
    expect(registered()).toBe("0xa1");
    machine.reservations.refuses.clear();
    expect(await ask({ verb: "reserve", type: WRITERS })).toBe("own-not-registered");
    expect(await ask(register(0xa1n))).toBe("done");
    expect(await ask({ verb: "reserve", type: WRITERS })).toBe("done");
  });

  it("takes the reservation of a host that it preempts, in a type that all its paths can use", async () => {
    const { ask, other, state } = await host();
    await ask(register(0xa1n));
    other("--register-ignore --param-sark=b2");
    other("--reserve --param-rk=b2 --prout-type=3");
    expect(await ask({ verb: "preempt", victim: 0xb2n, abort: false })).toBe("done");
    expect(state()).toBe(`${ALL} a1@1/6`);
  });

  it("changes its key under a reservation, also where the path that holds it is away", async () => {
    for (const gone of [[], [0], [0, 2]]) {
      const { ask, away, state } = await host();
      await ask(register(0xa1n));
      await ask({ verb: "reserve", type: WRITERS });
      away(...gone);
      expect(await ask(register(0xa2n))).toBe("done");
      const up = [1, 2, 3, 4].filter((port) => !gone.includes(port - 1));
      expect(state()).toBe(`${up.map((port) => `${port}=a2`).join(" ")} a2@${up[0]}/5`);
    }
  });

  it.each([true, false])(
    "changes the key also of a path that comes back meanwhile (full status: %s)",
    async (tells) => {
      const { machine, reservations, ask, away, state } = await host();
      reservations.tellsFullStatus = tells;
      await ask(register(0xa1n));
      await ask({ verb: "reserve", type: WRITERS });
      away(1);
      reservations.beforeOut = () => {
        reservations.beforeOut = () => {};
        away();
      };
      expect(await ask(register(0xa2n))).toBe("done");
      expect(machine.dm.maps[0]?.failed.size).toBe(0);
      expect(state()).toBe("1=a2 2=a2 3=a2 4=a2 a2@1/5");
    },
  );

  it("takes the key also from a path that comes back while it unregisters", async () => {
    const { reservations, ask, away, state, registered } = await host();
    await ask(register(0xa1n));
    away(1);
    reservations.beforeOut = () => {
      reservations.beforeOut = () => {};
      away();
    };
    expect(await ask({ verb: "unregister" })).toBe("done");
    expect([state(), registered()]).toEqual(["", undefined]);
  });

  it("remembers that paths which are away have still to lose their key", async () => {
    const { ask, away, state, registered } = await host();
    await ask(register(0xa1n, { persist: true }));
    away(1);
    expect(await ask({ verb: "unregister" })).toBe("done");
    expect([state(), registered()]).toEqual(["2=a1", "0x0:aptpl"]);
    away();
    expect(await ask(register(0xa1n, { force: true }))).toBe("done");
    expect([state(), registered()]).toEqual([ALL, "0xa1"]);
  });

  it("clears what all hosts have", async () => {
    const { ask, other, state, registered } = await host();
    await ask(register(0xa1n));
    other("--register-ignore --param-sark=b2");
    other("--reserve --param-rk=b2 --prout-type=5");
    expect(await ask({ verb: "clear" })).toBe("done");
    expect([state(), registered()]).toEqual(["", undefined]);
  });
});

describe("a reservation whose holder is away", () => {
  const types = [5, 6, 7, 8].flatMap((type) => [true, false].map((tells) => [type, tells] as const));
  it.each(types)(
    "of type %i is released without a path losing its key (full status: %s)",
    async (type, tells) => {
      const { reservations, ask, away, other, state } = await host();
      reservations.tellsFullStatus = tells;
      await ask(register(0xa1n));
      other("--register-ignore --param-sark=a2");
      reservations.out({ lun: LUN, port: 2 }, `--reserve --param-rk=a1 --prout-type=${type}`);
      away(1);
      const refused: number[] = [];
      reservations.beforeOut = () => {
        refused.push(...[1, 3, 4].filter((port) => reservations.refusesWrite({ lun: LUN, port })));
      };
      expect(await ask({ verb: "release" })).toBe("done");
      expect(refused).toEqual([]);
      const left = type > 6 ? `${ALL} 9=a2` : "1=a1 3=a1 4=a1 9=a2";
      expect(state()).toBe(left);
    },
  );

  it.each<[OwnRequest["verb"], OwnRequest]>([
    ["release", { verb: "release" }],
    ["unregister", { verb: "unregister" }],
  ])("is not said to be gone where nobody answers any more: %s", async (_, request) => {
    const { reservations, ask, away, state, registered } = await host();
    await ask(register(0xa1n));
    reservations.out({ lun: LUN, port: 2 }, "--reserve --param-rk=a1 --prout-type=5");
    away(1);
    let commands = 0;
    reservations.beforeOut = () => {
      commands += 1;
      if (commands < 3) return;
      queueMicrotask(() => {
        for (const path of [0, 2, 3]) reservations.refuses.set(disk(0, path).dev, 35);
      });
    };
    expect(await ask(request)).toBe("own-unfinished");
    expect([state(), registered()]).toEqual(["1=a1 2=a1 3=a1 4=a1 a1@2/5", "0xa1"]);
  });

  it("is never released by way of the key of a host that was fenced off", async () => {
    const { reservations, ask, away } = await host();
    await ask(register(0xa1n));
    reservations.out({ lun: LUN, port: 2 }, "--reserve --param-rk=a1 --prout-type=5");
    away(1);
    const seen = new Set<string>();
    reservations.beforeOut = () => {
      for (const key of reservations.keysOf(LUN).split(" ")) seen.add(key.split("=")[1] ?? "");
    };
    expect(await ask({ verb: "release" })).toBe("done");
    expect([...seen]).toEqual(["a1", "1b4e28ba2fa1a427"]);
  });

  it("is released whichever paths are up, whoever is killed half-way: asked again, it comes to the same", async () => {
    const cases = fc.record({
      holder: fc.integer({ min: 1, max: 4 }),
      gone: fc.subarray([0, 1, 2, 3], { maxLength: 3 }),
      killAt: fc.integer({ min: 0, max: 20 }),
    });
    await fc.assert(
      fc.asyncProperty(cases, async ({ holder, gone, killAt }) => {
        const { machine, reservations, ask, away } = await host();
        await ask(register(0xa1n));
        reservations.out({ lun: LUN, port: holder }, "--reserve --param-rk=a1 --prout-type=5");
        away(...gone);
        const up = [1, 2, 3, 4].filter((port) => !gone.includes(port - 1));
        const refused: number[] = [];
        let commands = 0;
        reservations.beforeOut = () => {
          refused.push(...up.filter((port) => reservations.refusesWrite({ lun: LUN, port })));
          if (commands++ === killAt) throw new Error("killed");
        };
        await ask({ verb: "release" }).catch(() => {});
        if (commands > killAt) {
          expect(await ask(register(0xa1n))).toBe("done");
          expect(["done", "nothing"]).toContain(await ask({ verb: "release" }));
        }
        expect(refused).toEqual([]);
        expect(reservations.heldOf(LUN)).toBe("");
        for (const port of up) expect(reservations.keysOf(LUN)).toContain(`${port}=a1`);
        expect(parseOwnKey(keyIn(machine))).toEqual({ key: 0xa1n, persist: false });
      }),
      { numRuns: 40 },
    );
  });
});

describe("a request that is repeated", () => {
  it("changes nothing, and is no error", async () => {
    const { ask, other } = await host();
    await ask(register(0xa1n));
    other("--register-ignore --param-sark=b2");
    const preempt: OwnRequest = { verb: "preempt", victim: 0xb2n, abort: false };
    const said: string[] = [];
    for (const request of [preempt, preempt, { verb: "unregister" }, { verb: "unregister" }] as const)
      said.push(await ask(request));
    expect(said).toEqual(["done", "nothing", "done", "nothing"]);
    await ask(register(0xa1n));
    expect([await ask({ verb: "clear" }), await ask({ verb: "clear" })]).toEqual(["done", "nothing"]);
  });

  it("says of a key that nobody has that it may be mistyped", async () => {
    const { ask, notes } = await host();
    await ask(register(0xa1n));
    expect(await ask({ verb: "preempt", victim: 0xc3n, abort: false })).toBe("nothing");
    expect(notes).toEqual(["own-key-absent"]);
  });

  it.each<[string, OwnRequest, string, string]>([
    ["preempt", { verb: "preempt", victim: 0xb2n, abort: false }, ALL, "0xa1"],
    ["clear", { verb: "clear" }, "", ""],
  ])(
    "is done where its command took effect and the answer was lost: %s",
    async (verb, request, left, key) => {
      const { reservations, ask, other, state, registered } = await host();
      await ask(register(0xa1n));
      other("--register-ignore --param-sark=b2");
      reservations.beforeOut = (argv, nexus) => {
        if (!argv.includes(`--${verb}`)) return;
        reservations.beforeOut = () => {};
        reservations.answer(argv, nexus);
        reservations.refuses.set(disk(0, nexus.port - 1).dev, 35);
        queueMicrotask(() => reservations.refuses.clear());
      };
      expect(await ask(request)).toBe("done");
      expect([state(), registered() ?? ""]).toEqual([left, key]);
    },
  );

  it("forgets that there was a key when no path has it any more", async () => {
    const { ask, away, other, reservations, state, registered } = await host();
    await ask(register(0xa1n));
    away(1);
    await ask({ verb: "unregister" });
    away(2);
    reservations.out({ lun: LUN, port: 2 }, "--register-ignore --param-sark=0");
    expect(registered()).toBe("0x0");
    other("--register-ignore --param-sark=b2");
    expect([await ask({ verb: "unregister" }), registered()]).toEqual(["done", "0x0"]);
    away();
    expect([await ask({ verb: "unregister" }), registered()]).toEqual(["done", undefined]);
    expect(state()).toBe("9=b2");
    expect(await ask({ verb: "unregister" })).toBe("nothing");
  });

  it("forgets it without a command where nobody is registered", async () => {
    const { ask, away, reservations, registered } = await host();
    await ask(register(0xa1n));
    away(1);
    await ask({ verb: "unregister" });
    away();
    reservations.out({ lun: LUN, port: 2 }, "--register-ignore --param-sark=0");
    expect([await ask({ verb: "unregister" }), registered()]).toEqual(["nothing", undefined]);
  });
});
