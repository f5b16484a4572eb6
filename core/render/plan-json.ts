import type { ActionKind, Plan } from "../plan/plan.ts";

export interface PlanJson {
  readonly schema: "pathplug.plan/1";
  readonly actions: readonly {
    readonly kind: ActionKind;
    readonly name: string;
    readonly wwid: string;
    readonly uuid: string;
    readonly table: string | null;
    readonly profile: string | null;
    readonly reason: string;
  }[];
  readonly refused: readonly { readonly path: string; readonly code: string; readonly reason: string }[];
}

export declare function planJson(plan: Plan): PlanJson;
