/** The functions on execa, for Node. Bring your own spawner with `bindSg3`, or import `sg3-utils-wrapper/commands`. */
import { bindSg3 } from "./bound.ts";
import { execaSpawn } from "./execa-spawn.ts";

export const {
  inquiry,
  vpdPage,
  reportTargetPortGroups,
  testUnitReady,
  readCapacity,
  reportLuns,
  persistentReserveIn,
  persistentReserveOut,
  requestSense,
} = bindSg3(execaSpawn);

export { bindSg3, type Sg3 } from "./bound.ts";
export {
  DEFAULT_TIMEOUT_MS,
  explainExitStatus,
  type InquiryOptions,
  type PersistentReserveInAction,
  type PersistentReserveOut,
  type ReadCapacityOptions,
  type ReportLunsOptions,
  type ReportTargetPortGroupsOptions,
  type RequestSenseOptions,
  type ReservationType,
  readSense,
  type Sg3Data,
  type Sg3Error,
  type Sg3Failed,
  type Sg3Meaning,
  type Sg3Options,
  type Sg3Result,
  type Sg3Sense,
  type Spawn,
  type SpawnOptions,
  type SpawnResult,
  type StatusMeaning,
  type VpdPageOptions,
} from "./commands.ts";
export { createExecaSpawn, execaSpawn } from "./execa-spawn.ts";
