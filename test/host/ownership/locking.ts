import { existsSync } from "node:fs";
import { join } from "node:path";
import type { System } from "../../../host/system/system.ts";
import { type TreeSystem, writeFiles } from "../tree-system.ts";

/** The lock's holder, who has it until the sign of it is taken away; `status`: why there is none. */
export function locking({ root, system, calls }: TreeSystem & { root: string }, status?: number): System {
  return {
    ...system,
    spawn: async (argv, options) => {
      if (argv[0] !== "flock") return await system.spawn(argv, options);
      (calls as string[]).push("flock");
      const sign = argv.find((word) => word.includes("lock-held-by-")) ?? "";
      if (status === undefined) writeFiles(root, { [sign]: "" });
      while (status === undefined && existsSync(join(root, sign)))
        await new Promise((resolve) => setTimeout(resolve, 1));
      (calls as string[]).push("unlocked");
      return { status: status ?? 0, timedOut: false, stdout: new Uint8Array(0), stderr: "" };
    },
    sleep: async () => await new Promise((resolve) => setTimeout(resolve, 1)),
  };
}
