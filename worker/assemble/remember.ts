import { diagnose } from "../../core/diagnostic/codes.ts";
import { registryKeys } from "../../core/identify/registry-key.ts";
import type { LunJudgement } from "../../core/plan/judge.ts";
import type { RegistryEntry } from "../../core/registry/entry.ts";
import { writeRegistryEntry } from "../../host/registry/registry.ts";
import { diagnosticLine } from "../engine/journal.ts";
import type { Run } from "./run.ts";

/** Writes a LUN's registry entry under every spelling of its id. */
export function remember(run: Run, { lun }: LunJudgement, entry: RegistryEntry): void {
  const keys = [...new Set(lun.paths.flatMap(({ identity }) => registryKeys(identity)))];
  const { written, errno } = writeRegistryEntry(run.system, keys, entry);
  for (const file of written) run.registered.add(file);
  if (errno === undefined) return;
  run.kept.add(lun.wwid);
  const problem = diagnose("registry-not-written", lun.wwid, `${errno}.`);
  run.journal("warning", diagnosticLine(problem), {
    kind: "not-registered",
    code: problem.code,
    wwid: lun.wwid,
  });
}
