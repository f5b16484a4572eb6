import type { System } from "../system/system.ts";
import { readAttribute, readText } from "../system/text.ts";
import { readMapHeads } from "./dm-devices.ts";

/** What udev has stored of a device: the values of a kind of lines, `E` properties, `S` links, `L` their priority. */
export type UdevRecord = (kind: string) => readonly string[];

/** Reads it of a device, by what udev calls it: `b8:0`, `c9:128`; absent while its first event has not been processed. */
export function readUdevRecord(system: System, id: string): UdevRecord | undefined {
  const lines = readText(system, `/run/udev/data/${id}`)?.split("\n");
  return lines && ((kind) => lines.flatMap((line) => (line.startsWith(`${kind}:`) ? [line.slice(2)] : [])));
}

/** Properties that udev stored for a block device; absent while its first event has not been processed. */
export function readUdevProperties(system: System, devt: string): ReadonlyMap<string, string> | undefined {
  const record = readUdevRecord(system, `b${devt}`);
  return record && propertiesOf(record);
}

export function propertiesOf(record: UdevRecord): ReadonlyMap<string, string> {
  const properties = new Map<string, string>();
  for (const line of record("E")) {
    const equals = line.indexOf("=");
    if (equals > 0) properties.set(line.slice(0, equals), line.slice(equals + 1));
  }
  return properties;
}

/** Whether udev has no event left to process. */
export function isUdevIdle(system: System): boolean {
  return !system.exists("/run/udev/queue");
}

/** Has udev look at maps of which it knows nothing: it forgets a device whose event it could not finish. */
export function redoLostEvents(system: System): void {
  for (const { dm } of readMapHeads(system)) {
    const block = `/sys/block/${dm}`;
    const isKnown = system.exists(`/run/udev/data/b${readAttribute(system, `${block}/dev`)}`);
    if (!isKnown) system.write(`${block}/uevent`, "change", "attribute");
  }
}
