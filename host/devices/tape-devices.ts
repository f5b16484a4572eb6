import { identify } from "../../core/identify/identify.ts";
import type { TapeLink, TapeNode } from "../../core/topology/tape.ts";
import type { System } from "../system/system.ts";
import { baseName, readAttribute } from "../system/text.ts";
import { readUdevRecord } from "./udev-database.ts";

/** Peripheral types (SPC-6 table 151) of what has no block device, and what to call it. */
const KINDS: Readonly<Record<string, TapeNode["kind"]>> = { 1: "tape", 8: "changer" };

/** The classes of sysfs that have nodes for them. A tape's modes beside the first have links of nobody. */
const CLASSES: readonly (readonly [directory: string, names: RegExp])[] = [
  ["/sys/class/scsi_tape", /^n?st\d+$/],
  ["/sys/class/scsi_generic", /^sg\d+$/],
  ["/sys/class/scsi_changer", /^sch\d+$/],
];

/** Reads every node of a tape or a medium changer from sysfs and the udev database. Sends no command to a device. */
export function readTapeNodes(system: System): readonly TapeNode[] {
  return CLASSES.flatMap(([directory, names]) =>
    (system.list(directory) ?? [])
      .filter((name) => names.test(name))
      .flatMap((name) => readNode(system, directory, name) ?? []),
  );
}

function readNode(system: System, directory: string, dev: string): TapeNode | undefined {
  const device = `${directory}/${dev}/device`;
  const kind = KINDS[readAttribute(system, `${device}/type`) ?? ""];
  const devt = readAttribute(system, `${directory}/${dev}/dev`);
  if (kind === undefined || devt === undefined) return undefined;
  const attribute = (name: string): string => readAttribute(system, `${device}/${name}`) ?? "";
  const page = (name: string): Uint8Array | undefined => system.readBytes(`${device}/${name}`, 65536);
  const identity = identify({ inquiry: page("inquiry"), vpd80: page("vpd_pg80"), vpd83: page("vpd_pg83") });
  const kernelId = attribute("wwid");
  const udev = readUdevRecord(system, `c${devt}`);
  return {
    dev,
    devt,
    hctl: baseName(system.readLink(device) ?? ""),
    kind,
    identity: kernelId === "" ? identity : { ...identity, kernelId },
    vendor: attribute("vendor"),
    product: attribute("model"),
    revision: attribute("rev"),
    state: attribute("state"),
    links: udev?.("S") ?? [],
    priority: Number(udev?.("L")[0] ?? 0),
  };
}

/** The links of pathplug's that a node may have, and where each leads now. */
export function readTapeLinks(system: System, node: TapeNode): readonly TapeLink[] {
  const names = node.links.filter((link) => link.startsWith("pathplug/by-wwid/"));
  return names.sort().map((link) => {
    const name = `/dev/${link}`;
    const target = system.readLink(name);
    return target === undefined ? { name } : { name, leadsTo: baseName(target) };
  });
}
