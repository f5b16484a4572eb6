import type { CodeEntry } from "../diagnostic.ts";

/** Findings about bytes that a device returned. */
export const decodeCodes = {} as const satisfies Record<string, CodeEntry>;
