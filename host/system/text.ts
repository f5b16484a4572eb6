import { attributeText, decodeText } from "../../core/bytes/text.ts";
import type { System } from "./system.ts";

/** Text of a sysfs attribute without trailing blanks and line ends; absent when it cannot be read. */
export function readAttribute(system: System, path: string): string | undefined {
  const bytes = system.readBytes(path, 4096);
  return bytes === undefined ? undefined : attributeText(bytes);
}

/** Whole text of a file; absent when it cannot be read. */
export function readText(system: System, path: string): string | undefined {
  const bytes = system.readBytes(path);
  return bytes === undefined ? undefined : decodeText(bytes);
}

/** Last component of a path or link target. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** The text of a file without the lines that begin with `#`, as udev reads files; empty where it cannot be read. */
export function readUncommented(system: System, path: string): string {
  const lines = (readText(system, path) ?? "").split("\n");
  return lines.filter((line) => !/^\s*#/.test(line)).join("\n");
}
