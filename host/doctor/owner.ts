import type { AnyCode } from "../../core/diagnostic/all-codes.ts";
import { type Check, ok, wrong } from "../../core/diagnostic/check.ts";
import { readObjections } from "../ownership/arming.ts";
import { readOwnership } from "../ownership/ownership.ts";
import { ARMED, DISARMED_BY_FAILURE } from "../run/run-directory.ts";
import type { System } from "../system/system.ts";

/**
 * Who owns multipathing here, whether the rules may act, and all that speaks against it: what `worker arm` asks, asked
 * again.
 */
export function checkOwner(system: System): readonly Check[] {
  const { owner, mode } = readOwnership(system);
  const isOurs = owner === "pathplug";
  const against = readObjections(system)
    .filter(({ code }) => code !== "not-owner")
    .map(({ code, subject, message, hint }) =>
      wrong(
        isOurs ? "bad" : "warn",
        code as AnyCode,
        subject,
        `${withoutSubject(message, subject)}: pathplug stands back`,
        hint,
      ),
    );
  const multipathd = against.some(({ code }) => code === "multipathd-active")
    ? []
    : [ok("multipathd-active", "multipathd", "is neither running nor enabled")];
  if (!isOurs) {
    return [
      wrong("warn", "not-owner", "owner", `is ${owner}: pathplug claims nothing`),
      ...multipathd,
      ...against,
    ];
  }
  return [
    ok("not-owner", "owner", `is pathplug, mode ${mode}`),
    checkArmed(system, against),
    ...multipathd,
    ...against,
  ];
}

function checkArmed(system: System, against: readonly Check[]): Check {
  if (system.exists(ARMED)) return ok("not-armed", "armed", "the claim rule acts");
  if (system.exists(DISARMED_BY_FAILURE)) {
    return wrong(
      "bad",
      "not-armed",
      "armed",
      "is disarmed until a run of the worker works",
      "The first run that works arms it again; `pathplug assemble` tries at once.",
    );
  }
  return against.length > 0
    ? wrong(
        "bad",
        "not-armed",
        "armed",
        "is not armed, for what is named below",
        "Mend that, then run `pathplug enable`.",
      )
    : wrong(
        "bad",
        "not-armed",
        "armed",
        "is not armed, and nothing speaks against it",
        "Run `systemctl start pathplug-arm.service`; `journalctl -b -u pathplug-arm.service` says what it found.",
      );
}

/** `doctor` names the subject first. */
function withoutSubject(message: string, subject: string): string {
  return message.startsWith(`${subject} `) ? message.slice(subject.length + 1) : message;
}
