import type { FrozenItem } from "../freeze/frozen-set.ts";

/** One line, as scripts read it: the kind and, to the end of the line, what it is about. */
export function renderFrozenItem(item: FrozenItem): string {
  const { kind } = item;
  return `${kind} ${"path" in item ? item.path : "name" in item ? item.name : item.key}`;
}
