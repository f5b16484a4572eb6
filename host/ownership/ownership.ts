import { forbidsMultipath } from "../../core/claim/kernel-words.ts";
import { type ClaimMode, parseClaimMode } from "../../core/claim/mode.ts";
import { fail } from "../system/failure.ts";
import type { System } from "../system/system.ts";
import { readText, readUncommented } from "../system/text.ts";

/** Who multipaths this host, said in one place. */
export const OWNER_FILE = "/etc/pathplug/owner";

export type Owner = "pathplug" | "multipathd" | "none";

export interface Ownership {
  readonly owner: Owner;
  readonly mode: ClaimMode;
}

/** Text of the owner file: KEY=VALUE lines, because udev's rules read it too (IMPORT{file}). */
export function renderOwnership({ owner, mode }: Ownership): string {
  const lines = [`PATHPLUG_OWNER=${owner}`, ...(owner === "pathplug" ? [`PATHPLUG_MODE=${mode}`] : [])];
  return `${lines.join("\n")}\n`;
}

/**
 * Reads the owner file; a missing one is `none`, one that makes no sense too (nothing is claimed in doubt). The owner
 * and the mode may also stand there as plain words, as a person would write them.
 */
export function readOwnership(system: System): Ownership {
  const text = readUncommented(system, OWNER_FILE);
  const words = text.split(/\s+/).map((word) => /^(?:PATHPLUG_(?:OWNER|MODE)=)?"?(\w+)"?$/.exec(word)?.[1]);
  const [owner, word = "known"] = words.filter((each) => each !== undefined);
  if (owner === "multipathd") return { owner, mode: "known" };
  const mode = parseClaimMode(word);
  if (owner === "pathplug" && mode !== undefined) return { owner, mode };
  return { owner: "none", mode: "known" };
}

/** Why pathplug has to stand back from multipathd here; absent when it is neither running nor enabled. */
export function readMultipathd(system: System): "running" | "enabled" | undefined {
  const pid = (
    readText(system, "/run/multipathd.pid") ?? readText(system, "/run/multipathd/multipathd.pid")
  )?.trim();
  if (pid !== undefined && /^\d+$/.test(pid) && system.exists(`/proc/${pid}`)) return "running";
  if (isMultipathdMasked(system)) return undefined;
  return WANTS.some((link) => system.readLink(link) !== undefined) ? "enabled" : undefined;
}

/** Ends a command that changes maps where multipathd is enabled or running: two who change maps undo each other's. */
export function requireNoMultipathd(system: System): void {
  const multipathd = readMultipathd(system);
  if (multipathd !== undefined)
    fail("tryAgain", "multipathd-active", "multipathd", `multipathd is ${multipathd}`);
}

const WANTS = [
  "/etc/systemd/system/sysinit.target.wants/multipathd.service",
  "/etc/systemd/system/multi-user.target.wants/multipathd.service",
  "/etc/systemd/system/sockets.target.wants/multipathd.socket",
];

function isMultipathdMasked(system: System): boolean {
  return ["/etc", "/run"].some(
    (root) => system.readLink(`${root}/systemd/system/multipathd.service`) === "/dev/null",
  );
}

/** Whether the kernel command line forbids multipathing (`nompath`, `multipath=off`). */
export function isForbiddenAtBoot(system: System): boolean {
  return forbidsMultipath((readText(system, "/proc/cmdline") ?? "").trim().split(/\s+/));
}

/**
 * Why an armed host must not be touched any more: what was said when it was armed holds no longer. That multipathd is
 * enabled is no reason, it acts from the next boot on; the maps that stand are looked after until then.
 */
export function readRevocation(system: System): string | undefined {
  const { owner } = readOwnership(system);
  if (owner !== "pathplug") return `${OWNER_FILE} says ${owner}`;
  return readMultipathd(system) === "running" ? "multipathd is running" : undefined;
}
