import type { Engine } from "../engine/engine.ts";
import { nodeSpawn, nodeSystem } from "./node-system.ts";

/** The engine that Node is. */
export function nodeEngine(): Engine {
  const fs = process.getBuiltinModule("node:fs");
  return {
    name: "node",
    system: nodeSystem(fs, nodeSpawn(process.getBuiltinModule("node:child_process")), process.argv[1] ?? ""),
    argv: process.argv.slice(2),
    environment: (name) => process.env[name],
    writeOut: (text) => {
      fs.writeSync(1, text);
    },
    writeError: (text) => {
      fs.writeSync(2, text);
    },
    exit: (status) => process.exit(status),
  };
}
