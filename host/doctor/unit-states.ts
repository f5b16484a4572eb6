import { decodeText } from "../../core/bytes/text.ts";
import type { System } from "../system/system.ts";

/** What systemd says of one unit, in its own words. */
export interface UnitState {
  readonly unit: string;
  /** loaded, masked, not-found, error … */
  readonly load: string;
  /** active, inactive, failed, activating … */
  readonly active: string;
  /** success, or why it failed: exit-code, timeout, start-limit-hit, unit-start-limit-hit … */
  readonly result: string;
  /** Whether its program itself has ended with status 0: what then failed is what came after it. */
  readonly hasWorked?: true;
  /** enabled, disabled, static, masked … */
  readonly file: string;
  /** Whether systemd adds its own dependencies, which put a unit behind local-fs.target; absent where it does not say. */
  readonly defaultDependencies?: boolean;
  /** Units that wait for this one. */
  readonly before: readonly string[];
}

/** Those that have to be there wherever the package is. */
export const UNITS = [
  "pathplug-arm.service",
  "pathplug-assemble.path",
  "pathplug-assemble.service",
  "pathplug-retry.path",
  "pathplug-retry.service",
  "pathplug-recheck.path",
  "pathplug-recheck.service",
  "pathplug-audit.timer",
  "pathplug-audit.service",
  "pathplug-requests.path",
  "pathplug-requests.service",
  "pathplug-transport.socket",
  "pathplug-transport.service",
  "pathplug-disarmed.service",
  "pathplug-pathless.service",
  "pathplug-shutdown.service",
] as const;

const PROPERTIES = [
  "Id",
  "LoadState",
  "ActiveState",
  "Result",
  "ExecMainCode",
  "ExecMainStatus",
  "UnitFileState",
  "DefaultDependencies",
  "Before",
];

/** CLD_EXITED of waitid(2), as systemctl prints it: nothing killed the program. */
const EXITED = "1";

/** Asks systemd for the state of our units; absent where nobody answers: no systemd, or a machine recorded without it. */
export async function readUnitStates(system: System): Promise<readonly UnitState[] | undefined> {
  const argv = ["systemctl", "show", `--property=${PROPERTIES.join(",")}`, ...UNITS] as const;
  const ran = await system.spawn(argv, { timeoutMs: 10_000 });
  if (ran.status !== 0) return undefined;
  const blocks = decodeText(ran.stdout).split("\n\n");
  const states = blocks.flatMap((block) => {
    const of = (name: string): string => new RegExp(`^${name}=(.*)$`, "m").exec(block)?.[1] ?? "";
    const unit = of("Id");
    if (unit === "") return [];
    const [load, active] = [of("LoadState"), of("ActiveState")];
    const defaults = of("DefaultDependencies");
    const hasWorked = of("ExecMainCode") === EXITED && of("ExecMainStatus") === "0";
    return [
      {
        unit,
        load,
        active,
        result: of("Result"),
        file: of("UnitFileState"),
        before: of("Before").split(" "),
        ...(hasWorked ? { hasWorked } : {}),
        ...(defaults === "" ? {} : { defaultDependencies: defaults === "yes" }),
      },
    ];
  });
  return states.length === 0 ? undefined : states;
}
