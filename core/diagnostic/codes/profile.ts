import type { CodeEntry } from "../diagnostic.ts";

/** Findings about profiles, settings and their matching. */
export const profileCodes = {} as const satisfies Record<string, CodeEntry>;
