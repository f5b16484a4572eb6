import { expect, it } from "vitest";
import type { System } from "../../../host/system/system.ts";
import { type Errand, Errands } from "../../../worker/recheck/errands.ts";
import { TestSlots } from "../../../worker/recheck/test-slots.ts";

it("choosing the next errand costs no more where thousands wait", async () => {
  const COUNT = 4_000;
  const errands = new Errands(new TestSlots(1));
  const done: number[] = [];
  let looks = 0;
  errands.add(
    Array.from(
      { length: COUNT },
      (_, at): Errand => ({
        get wwid() {
          looks += 1;
          return `3${at % 1_000}`;
        },
        target: `${at % 8}:0:0`,
        run: async () => done.push(at) > 0,
      }),
    ),
  );
  const system = { monotonic: () => 0 } as unknown as System;
  const next = (): void => errands.begin(system, next, next);
  next();
  while (!errands.isEmpty) await new Promise((goOn) => setImmediate(goOn));
  expect(new Set(done).size).toBe(COUNT);
  expect(looks).toBeLessThan(COUNT * 40);
});
