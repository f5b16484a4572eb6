import { renderCompiled } from "../../core/profile/compile.ts";
import type { CompiledProfiles } from "../../core/profile/compiled.ts";
import { renderHwdb } from "../../core/render/hwdb.ts";
import { triggerNvmeSubsystems } from "../devices/nvme-subsystems.ts";
import { fail } from "../system/failure.ts";
import type { System } from "../system/system.ts";
import { readText } from "../system/text.ts";
import { COMPILED_PROFILES } from "./compiled-profiles.ts";

/** The one file that udev's hardware database gets; it stands over the package's of the same name. */
export const HWDB_FILE = "/etc/udev/hwdb.d/60-pathplug.hwdb";

/** What has to be written, by path; files that hold it already are left out. */
export function planRefresh(system: System, compiled: CompiledProfiles): ReadonlyMap<string, string> {
  const files = new Map([
    [COMPILED_PROFILES[0] as string, renderCompiled(compiled)],
    [HWDB_FILE, renderHwdb(compiled)],
  ]);
  return new Map([...files].filter(([path, text]) => readText(system, path) !== text));
}

/**
 * Writes the files, has the hardware database compiled and udev reload it. What was there comes back when a step fails,
 * the compiled database too.
 */
export async function performRefresh(system: System, files: ReadonlyMap<string, string>): Promise<void> {
  const before = new Map([...files.keys()].map((path) => [path, readText(system, path)]));
  let isCompiled = false;
  try {
    for (const directory of ["/etc/pathplug", "/etc/udev/hwdb.d"]) {
      if (!system.exists(directory)) system.makeDirectory(directory);
    }
    for (const [path, text] of files) write(system, path, text);
    await run(system, COMPILE, COMPILE_TIMEOUT);
    isCompiled = true;
    await run(system, ["udevadm", "control", "--reload"], 30_000);
    // Maps follow with the next run; the kernel's own multipathing only at an event.
    triggerNvmeSubsystems(system);
  } catch (reason) {
    for (const [path, text] of before) {
      if (text === undefined) system.unlink(path);
      else system.write(path, text, "replace");
    }
    if (isCompiled) await system.spawn(COMPILE, { timeoutMs: COMPILE_TIMEOUT });
    throw reason;
  }
}

const COMPILE = ["systemd-hwdb", "update"] as const;
const COMPILE_TIMEOUT = 120_000;

function write(system: System, path: string, text: string): void {
  const written = system.write(path, text, "replace");
  if (written.kind === "failed") {
    fail("failed", "write-failed", path, `${path} could not be written: ${written.errno}`);
  }
}

async function run(system: System, argv: readonly [string, ...string[]], timeoutMs: number): Promise<void> {
  const { status, timedOut, stderr } = await system.spawn(argv, { timeoutMs });
  if (status === 0) return;
  const why = timedOut ? "it did not end in time" : stderr.trim() || `status ${status ?? "unknown"}`;
  fail("unavailable", "program-failed", argv[0], `\`${argv.join(" ")}\` failed: ${why}`);
}
