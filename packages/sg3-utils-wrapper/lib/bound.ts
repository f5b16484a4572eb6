import type { Spawn } from "./commands.ts";
import * as commands from "./commands.ts";

/** A function of `commands.ts` without its first argument. */
type Bound<F> = F extends (spawn: Spawn, ...rest: infer R) => infer T ? (...rest: R) => T : never;

/** The functions with a spawner already given. */
export interface Sg3 {
  readonly inquiry: Bound<typeof commands.inquiry>;
  readonly vpdPage: Bound<typeof commands.vpdPage>;
  readonly reportTargetPortGroups: Bound<typeof commands.reportTargetPortGroups>;
  readonly testUnitReady: Bound<typeof commands.testUnitReady>;
  readonly readCapacity: Bound<typeof commands.readCapacity>;
  readonly reportLuns: Bound<typeof commands.reportLuns>;
  readonly persistentReserveIn: Bound<typeof commands.persistentReserveIn>;
  readonly persistentReserveOut: Bound<typeof commands.persistentReserveOut>;
  readonly requestSense: Bound<typeof commands.requestSense>;
}

/** Gives all functions one spawner. */
export function bindSg3(spawn: Spawn): Sg3 {
  return {
    inquiry: (...rest) => commands.inquiry(spawn, ...rest),
    vpdPage: (...rest) => commands.vpdPage(spawn, ...rest),
    reportTargetPortGroups: (...rest) => commands.reportTargetPortGroups(spawn, ...rest),
    testUnitReady: (...rest) => commands.testUnitReady(spawn, ...rest),
    readCapacity: (...rest) => commands.readCapacity(spawn, ...rest),
    reportLuns: (...rest) => commands.reportLuns(spawn, ...rest),
    persistentReserveIn: (...rest) => commands.persistentReserveIn(spawn, ...rest),
    persistentReserveOut: (...rest) => commands.persistentReserveOut(spawn, ...rest),
    requestSense: (...rest) => commands.requestSense(spawn, ...rest),
  };
}
