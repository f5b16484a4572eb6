import type { System } from "./system.ts";
import { readText } from "./text.ts";

/** Properties that udev stored for a block device; absent while its first event has not been processed. */
export function readUdevProperties(system: System, devt: string): ReadonlyMap<string, string> | undefined {
  const text = readText(system, `/run/udev/data/b${devt}`);
  if (text === undefined) return undefined;
  const properties = new Map<string, string>();
  for (const line of text.split("\n")) {
    if (!line.startsWith("E:")) continue;
    const equals = line.indexOf("=");
    if (equals > 2) properties.set(line.slice(2, equals), line.slice(equals + 1));
  }
  return properties;
}

/** Whether udev has no event left to process. */
export function isUdevIdle(system: System): boolean {
  return !system.exists("/run/udev/queue");
}
