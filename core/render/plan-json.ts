import type { ActionKind, Plan } from "../plan/plan.ts";

/** What `pathplug plan --json` prints; docs/schemas/plan.schema.json describes it. */
export interface PlanJson {
  readonly schema: "pathplug.plan/1";
  readonly actions: readonly {
    readonly kind: ActionKind;
    readonly name: string;
    readonly wwid: string;
    readonly uuid: string;
    /** Table line without the name; null where none is loaded. */
    readonly table: string | null;
    readonly profile: string | null;
    readonly reason: string;
  }[];
  readonly refused: readonly { readonly path: string; readonly code: string; readonly reason: string }[];
}

export function planJson(plan: Plan): PlanJson {
  return {
    schema: "pathplug.plan/1",
    actions: plan.actions.map(({ kind, name, wwid, uuid, table, profile, reason }) => ({
      kind,
      name,
      wwid,
      uuid,
      table: table ?? null,
      profile: profile ?? null,
      reason,
    })),
    refused: plan.refused.map(({ subject, code, message }) => ({ path: subject, code, reason: message })),
  };
}
