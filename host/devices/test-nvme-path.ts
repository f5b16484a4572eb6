import { udevReplace } from "../../core/bytes/untrusted.ts";
import type { KnownLun } from "../../core/recheck/same-lun.ts";
import type { System } from "../system/system.ts";
import { readAttribute } from "../system/text.ts";
import { isLinkAlive, readKernelId } from "./disks.ts";
import type { PathTest } from "./path-test-result.ts";

/** How long the read may take, milliseconds. */
const TIMEOUT = 5_000;

/**
 * Tests a path to an NVMe namespace: the state of its controller, then one read of its first block past all caches. A path that
 * the subsystem calls inaccessible fails the read. Which namespace it is the kernel itself looks at when a controller is
 * connected anew, and takes the disk away if it is another one; its id has to be registered for the LUN.
 */
export async function testNvmePath(system: System, dev: string, { keys }: KnownLun): Promise<PathTest> {
  if (!isLinkAlive(system, dev)) {
    const state = readAttribute(system, `/sys/block/${dev}/device/state`) ?? "unknown";
    return { kind: "down", reason: `its controller is ${state}`, isLinkDead: true };
  }
  const argv = ["dd", `if=/dev/${dev}`, "of=/dev/null", "bs=4096", "count=1", "iflag=direct"] as const;
  const { status, timedOut, stderr } = await system.spawn(argv, { timeoutMs: TIMEOUT });
  if (timedOut) return { kind: "silent", reason: `a read has not come back in ${TIMEOUT / 1000} s` };
  if (status === undefined || status === 127) {
    const missing = status === 127 ? { missing: "dd" } : {};
    return { kind: "untested", reason: `dd ${status === 127 ? "is missing" : "was killed"}`, ...missing };
  }
  if (status !== 0) return { kind: "down", reason: stderr.split("\n")[0] || "a read failed" };
  const isKnown = keys.size === 0 || keys.has(udevReplace(readKernelId(system, dev) ?? ""));
  return { kind: isKnown ? "up" : "changed" };
}
