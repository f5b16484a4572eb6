import type { Engine } from "../engine/engine.ts";
import { nodeEngine } from "./node-engine.ts";
import { qjsSystem } from "./qjs-system.ts";
import type { QjsOs, QjsStd } from "./qjs-types.ts";

interface QjsGlobals {
  readonly std?: QjsStd;
  readonly os?: QjsOs;
  readonly scriptArgs?: readonly string[];
}

/** The engine this runs on: QuickJS started with `--std`, else Node. */
export function thisEngine(): Engine {
  const { std, os, scriptArgs } = globalThis as QjsGlobals;
  if (std !== undefined && os !== undefined) {
    return {
      name: "qjs",
      system: qjsSystem(os, scriptArgs?.[0] ?? ""),
      argv: (scriptArgs ?? []).slice(1),
      environment: (name) => std.getenv(name),
      writeOut: (text) => {
        std.out.puts(text);
        std.out.flush();
      },
      writeError: (text) => {
        std.err.puts(text);
        std.err.flush();
      },
      exit: (status) => std.exit(status),
    };
  }
  return nodeEngine();
}
