/**
 * All of the package that needs no platform: functions that take the spawner as their first argument. Plain
 * ECMAScript without node: modules, so that it also runs in QuickJS.
 */
export { errnoName } from "./errno.ts";
export { explainExitStatus, type StatusMeaning } from "./exit-status.ts";
export { type InquiryOptions, inquiry } from "./inquiry.ts";
export type { Sg3Meaning } from "./meaning.ts";
export { type PersistentReserveInAction, persistentReserveIn } from "./persistent-reserve-in.ts";
export {
  type PersistentReserveOut,
  persistentReserveOut,
  type ReservationType,
} from "./persistent-reserve-out.ts";
export { type ReadCapacityOptions, readCapacity } from "./read-capacity.ts";
export { type ReportLunsOptions, reportLuns } from "./report-luns.ts";
export {
  type ReportTargetPortGroupsOptions,
  reportTargetPortGroups,
} from "./report-target-port-groups.ts";
export { type RequestSenseOptions, requestSense } from "./request-sense.ts";
export {
  DEFAULT_TIMEOUT_MS,
  type Sg3Data,
  type Sg3Failed,
  type Sg3Options,
  type Sg3Result,
} from "./result.ts";
export { MAX_OUTPUT_BYTES } from "./run-program.ts";
export { readSense, type Sg3Sense } from "./sense.ts";
export type { Sg3Error } from "./sg3-error.ts";
export type { Spawn, SpawnOptions, SpawnResult } from "./spawn.ts";
export { testUnitReady } from "./test-unit-ready.ts";
export { type VpdPageOptions, vpdPage } from "./vpd-page.ts";
