import type { Engine } from "../engine/engine.ts";

/**
 * Stands for `node-engine.ts` in the programs of the hot path, which QuickJS has to read at every start: what Node alone needs
 * lies beside them.
 */
export function nodeEngine(): Engine {
  const { createRequire } = process.getBuiltinModule("node:module");
  return createRequire(process.argv[1] ?? "")("./node-engine.cjs").nodeEngine();
}
