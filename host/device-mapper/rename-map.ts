import { decodeText } from "../../core/bytes/text.ts";
import { unitPathName } from "../../core/render/unit-name.ts";
import { findDmDevice, partitionNames } from "../devices/dm-devices.ts";
import type { System } from "../system/system.ts";
import { cookieArguments, run } from "./dmsetup.ts";
import { withCookie } from "./udev-cookies.ts";

/** How long systemd may take to tell what is bound to a device, milliseconds. */
const ASK_TIMEOUT = 10_000;

/** Longest name of a unit, characters (systemd.unit(5)). */
const UNIT_NAME = 255;

/** What has come of a rename: `kept` where units of systemd are bound to the name, which `reason` names then. */
export type Renamed =
  | { readonly kind: "renamed" }
  | { readonly kind: "kept" | "failed"; readonly reason: string };

/**
 * Renames a map while I/O runs, and its partitions with it. kpartx' rule renames those that it can; where it is missing or
 * does not run, as on a map without a path, they are renamed here. Links exist when this returns.
 */
export async function renameMap(system: System, from: string, to: string, limit: number): Promise<Renamed> {
  const dm = findDmDevice(system, from);
  const bound = await boundUnits(system, from);
  if (bound !== "") return { kind: "kept", reason: bound };
  const rename = (old: string, name: string): Promise<string | undefined> =>
    withCookie(system, (cookie) =>
      run(system, ["dmsetup", "rename", ...cookieArguments(cookie), old, name], limit),
    );
  const reason = await rename(from, to);
  if (reason !== undefined) return { kind: "failed", reason };
  for (const part of partitionNames(system, dm)) {
    const number = part.startsWith(from) ? part.slice(from.length) : "";
    if (!/^(-part|p)?\d+$/.test(number)) continue;
    const left = await rename(part, `${to}${number}`);
    if (left !== undefined) return { kind: "failed", reason: `${part} keeps its name: ${left}` };
  }
  return { kind: "renamed" };
}

/**
 * Units that systemd stops when the nodes of a map and of its partitions go, as one text: what fstab mounts by such a node
 * would be unmounted (BindsTo= and StopPropagatedFrom= of mounts and swaps, the latter since v249). A mount made by hand only
 * requires its device, and is not among them. Empty where there is none, or no systemd; one that gives no answer may have some.
 */
export async function boundUnits(system: System, name: string): Promise<string> {
  const names = [name, ...partitionNames(system, findDmDevice(system, name))];
  const nodes = names.flatMap((one) => [`/dev/mapper/${one}`, `/dev/disk/by-id/dm-name-${one}`]);
  // Of longer names there are no units, and to ask of one would end the whole question.
  const units = nodes
    .map((node) => `${unitPathName(node)}.device`)
    .filter(({ length }) => length <= UNIT_NAME);
  const argv = ["systemctl", "show", "--property=BoundBy,PropagatesStopTo", "--value", ...units] as const;
  const { status, stdout } = await system.spawn(argv, { timeoutMs: ASK_TIMEOUT });
  if (status !== 0 && system.exists("/run/systemd/system")) return "systemd is silent";
  return [...new Set(decodeText(stdout).split(/\s+/))].filter((unit) => unit !== "").join(" ");
}
