import type { System } from "../../host/system/system.ts";

/** A JavaScript engine with its machine: what an entry point of the hot path is given. */
export interface Engine {
  readonly name: "qjs" | "node";
  readonly system: System;
  readonly argv: readonly string[];
  environment(name: string): string | undefined;
  writeOut(text: string): void;
  writeError(text: string): void;
  exit(status: number): never;
}
