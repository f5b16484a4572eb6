import type { CompiledSchema } from "./profile-validators.ts";

export declare const profile: CompiledSchema;
export declare const settings: CompiledSchema;
export declare const vectors: CompiledSchema;
