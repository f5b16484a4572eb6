import type { System } from "../system/system.ts";
import { baseName, readAttribute } from "../system/text.ts";
import { propertiesOf, readUdevRecord, type UdevRecord } from "./udev-database.ts";

/** Where udev lists the nodes that have a tag: `c9:128`. The tape rule (61-pathplug-tape.rules) gives its own this one. */
const TAGGED = "/run/udev/tags/pathplug-tape";

/** Arguments of a synthetic event want an id before them (kernel Documentation/ABI/testing/sysfs-uevent); this is nobody's. */
const EVENT_ID = "5f0c6a0e-3b7d-4a52-9c1f-7d1e2b8a4c60";

/**
 * Has udev look again at each tape and changer whose SCSI device has another state than at its last event: the kernel tells nobody,
 * and the priority of the links follows the state. Tells those that a link leads to now that they are the first, and the others
 * that they are not, so that it stays there. Sends no command to a device: a tape's next command has to meet a unit attention
 * itself, or the tape's driver would not hear that it has been rewound.
 */
export function followTapes(system: System): void {
  for (const id of system.list(TAGGED) ?? []) {
    const directory = `/sys/dev/char/${id.slice(1)}`;
    const record = readUdevRecord(system, id);
    const state = readAttribute(system, `${directory}/device/state`);
    if (state === undefined || record === undefined) continue;
    const told = propertiesOf(record);
    if (!told.has("PATHPLUG_TAPE_STATE")) continue;
    const rank = rankOf(system, record, directory);
    if (state !== told.get("PATHPLUG_TAPE_STATE")) lookAgain(system, directory);
    else if (rank !== undefined && rank !== told.get("PATHPLUG_TAPE_RANK"))
      lookAgain(system, directory, ` ${EVENT_ID} PATHPLUG=${rank}`);
  }
}

/** Whether a node's link leads to it; absent where that is not known. */
function rankOf(system: System, record: UdevRecord, directory: string): "first" | "next" | undefined {
  const link = record("S").find((name) => name.startsWith("pathplug/by-wwid/"));
  const target = link === undefined ? undefined : system.readLink(`/dev/${link}`);
  const node = system.readLink(directory);
  if (target === undefined || node === undefined) return undefined;
  return baseName(target) === baseName(node) ? "first" : "next";
}

/** Has udev look at every tape and changer, whose links come and go with the host's owner. */
export function triggerTapes(system: System): void {
  const nodesOf = (kind: string): readonly string[] =>
    (system.list(`/sys/class/${kind}`) ?? []).map((name) => `/sys/class/${kind}/${name}`);
  const isChanger = (node: string): boolean => readAttribute(system, `${node}/device/type`) === "8";
  const generic = nodesOf("scsi_generic").filter(isChanger);
  for (const node of [...nodesOf("scsi_tape"), ...nodesOf("scsi_changer"), ...generic])
    lookAgain(system, node);
}

function lookAgain(system: System, directory: string, words = ""): void {
  system.write(`${directory}/uevent`, `change${words}`, "attribute");
}
