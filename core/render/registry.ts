import type { RegistryEntry } from "../registry/entry.ts";

/** The file of an entry: KEY=VALUE lines that udev's IMPORT{file} reads to the same values. */
export declare function renderRegistryEntry(entry: RegistryEntry): string;
