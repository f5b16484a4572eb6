import type { CodeEntry } from "../diagnostic.ts";

/** Errors at the edge: programs, files, device-mapper, locks. */
export const hostCodes = {} as const satisfies Record<string, CodeEntry>;
