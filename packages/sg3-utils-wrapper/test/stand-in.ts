import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { createExecaSpawn } from "../lib/execa-spawn.ts";
import type { Spawn } from "../lib/spawn.ts";

/** The programs that a fixture can stand in for. */
export const PROGRAMS = [
  "sg_inq",
  "sg_vpd",
  "sg_rtpg",
  "sg_turs",
  "sg_readcap",
  "sg_luns",
  "sg_persist",
  "sg_requests",
] as const;

/** A directory in which every sg3_utils program is the given fixture; removed when the test ends. */
export function standInDirectory(fixture: string): string {
  const directory = mkdtempSync(join(tmpdir(), "sg3-stand-in-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  for (const program of PROGRAMS)
    symlinkSync(join(import.meta.dirname, "fixtures", fixture), join(directory, program));
  return directory;
}

/** The real spawner with such a directory first in PATH. */
export function spawnStandIn(fixture: string, env: Readonly<Record<string, string>> = {}): Spawn {
  const path = `${standInDirectory(fixture)}:${process.env.PATH ?? ""}`;
  return createExecaSpawn({ env: { ...env, PATH: path } });
}
