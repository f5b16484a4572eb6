import type { LiveMap, MapSpec } from "../topology/map.ts";
import { isOpenable } from "../topology/serving.ts";

/**
 * Whether a map that stands is to be read-only. It becomes so with the last of its paths, and stays so while one is write-protected:
 * such a path can be opened for reading only. The kernel opens every path anew for a table of the other mode, so while one cannot be
 * opened, and where nothing is known of them, the map stays as it is.
 */
export function isToBeReadOnly({ readOnly }: Pick<LiveMap, "readOnly">, spec: MapSpec | undefined): boolean {
  const paths = spec?.groups.flatMap((group) => group.paths) ?? [];
  if (paths.length === 0 || !paths.every(isOpenable)) return readOnly;
  return readOnly ? paths.some((path) => path.readOnly) : paths.every((path) => path.readOnly);
}
