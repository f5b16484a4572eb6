import type { Settings } from "../profile/settings.ts";

/** A value as JSON with sorted keys, undefined left out: the same value gives the same text. */
export declare function canonicalJson(value: unknown): string;

/** 16 hex digits that change when the text does. Not for secrets. */
export declare function digest(text: string): string;

export declare function settingsDigest(settings: Settings): string;
