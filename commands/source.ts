import * as fs from "node:fs";
import { bundleSystem } from "../host/recording/bundle.ts";
import { readBundleFile } from "../host/recording/bundle-file.ts";
import { sysrootSystem } from "../host/recording/sysroot-system.ts";
import { fail } from "../host/system/failure.ts";
import type { Spawn, System } from "../host/system/system.ts";
import { nodeSystem } from "../worker/shim/node-system.ts";
import { OUTPUT_LIMIT } from "../worker/shim/output-limit.ts";

/** Where a command reads its machine from. */
export interface Source {
  readonly kind: "live" | "sysroot" | "bundle";
  readonly system: System;
  /** The machine this runs on, for the command's own files. */
  readonly base: System;
  /** Folder of the installation's compiled profiles. */
  readonly library: string;
}

/** Programs are started with execa, which is loaded when the first one is. */
const spawn: Spawn = async (argv, options) => {
  const { createExecaSpawn } = await import("sg3-utils-wrapper");
  return await createExecaSpawn({ limit: OUTPUT_LIMIT })(argv, options);
};

/** The machine that the flags name: a bundle, a directory, or this one. */
export function openSource(
  { replay, sysroot }: { readonly replay?: string | undefined; readonly sysroot?: string | undefined },
  library: string,
): Source {
  const base = nodeSystem(fs, spawn, `${library}/worker.js`);
  if (replay !== undefined) {
    return { kind: "bundle", system: bundleSystem(readBundleFile(base, replay), base), base, library };
  }
  if (sysroot === undefined) return { kind: "live", system: base, base, library };
  if (base.list(sysroot) === undefined) {
    fail("badInput", "sysroot-missing", sysroot, `${sysroot} is no directory that can be read`);
  }
  return { kind: "sysroot", system: sysrootSystem(base, sysroot), base, library };
}
