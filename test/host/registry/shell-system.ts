import { execFile } from "node:child_process";
import type { System } from "../../../host/system/system.ts";
import { treeSystem } from "../tree-system.ts";

/** Programs of the machine below `root` come first. */
export const environmentBelow = (root: string) => ({
  ...process.env,
  PATH: `${root}/bin:${process.env.PATH}`,
});

/** The machine below `root`, with the real shell; `meanwhile` happens before it runs. */
export function shellSystem(root: string, meanwhile: () => void = () => {}): System {
  const { system } = treeSystem(root);
  return {
    ...system,
    spawn: (argv, { input = "" }) =>
      new Promise((resolve) => {
        meanwhile();
        const [program, ...rest] = argv.map((word) => (word.startsWith("/etc/") ? `${root}${word}` : word));
        const env = environmentBelow(root);
        const child = execFile(program ?? "", rest, { env }, (error, _stdout, stderr) => {
          const status = error === null ? 0 : Number(error.code ?? 1);
          resolve({ status, timedOut: false, stdout: new Uint8Array(0), stderr });
        });
        child.stdin?.on("error", () => {});
        child.stdin?.end(input);
      }),
  };
}
