import { diagnose } from "../../core/diagnostic/codes.ts";
import { addBinding } from "../../core/names/bindings-file.ts";
import { type Judgement, judgeMachine, type LunJudgement } from "../../core/plan/judge.ts";
import type { Machine } from "../../core/plan/machine.ts";
import { readBindings, writeBindings } from "../../host/registry/bindings-file.ts";
import { diagnosticLine } from "../engine/journal.ts";
import type { Run } from "./run.ts";

/** How often names are chosen anew where another program writes the file at the same time. */
const TRIES = 3;

/**
 * Writes the new aliases of LUNs that are to be planned now to /etc/multipath/bindings, before a map gets one. Where that
 * fails those LUNs are named by their WWIDs. Returns the judgement with the names that count.
 */
export async function bindNames(
  run: Run,
  machine: Machine,
  judgement: Judgement,
  ready: ReadonlySet<string>,
): Promise<Judgement> {
  let named = judgement;
  let { bindings } = machine;
  for (let tries = 1; ; tries++) {
    const fresh = named.luns.filter(({ lun, newBinding }) => newBinding !== undefined && ready.has(lun.wwid));
    if (fresh.length === 0 || bindings === undefined) return named;
    const wanted = fresh.reduce(
      (text, one) => addBinding(text, one.newBinding ?? "", one.lun.wwid),
      bindings,
    );
    const written = await writeBindings(run.system, bindings, wanted);
    if (written.kind === "written") return named;
    if (written.kind === "failed" || tries === TRIES) {
      const reason = written.kind === "failed" ? written.reason : "it changes";
      const problem = diagnose("bindings-not-written", fresh.map(({ lun }) => lun.wwid).join(" "), reason);
      run.journal("warning", diagnosticLine(problem), { kind: "not-named", code: problem.code });
      return { ...named, luns: named.luns.map((one) => (fresh.includes(one) ? withoutBinding(one) : one)) };
    }
    bindings = readBindings(run.system);
    const { bindings: _, ...rest } = machine;
    named = judgeMachine(bindings === undefined ? rest : { ...rest, bindings }, run.profiles);
  }
}

/** A name that the LUN has already stays. */
function withoutBinding({ newBinding, ...judged }: LunJudgement): LunJudgement {
  const { decision, entry } = judged;
  if (decision === undefined || decision.alias !== newBinding || entry?.alias === newBinding) return judged;
  const { alias: _, ...rest } = decision;
  return { ...judged, decision: rest };
}
