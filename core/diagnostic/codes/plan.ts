import type { CodeEntry } from "../diagnostic.ts";

/** Refusals and findings of identification, grouping and planning. */
export const planCodes = {} as const satisfies Record<string, CodeEntry>;
