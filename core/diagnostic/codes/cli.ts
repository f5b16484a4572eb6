import type { CodeEntry } from "../diagnostic.ts";

/** Errors of use: flags, input, ownership. */
export const cliCodes = {} as const satisfies Record<string, CodeEntry>;
