/** What `dmsetup create --concise` makes one map of. */
export interface ConciseMap {
  readonly name: string;
  readonly uuid: string;
  readonly readOnly: boolean;
  /** Table line without the name. */
  readonly table: string;
}

/**
 * Input of `dmsetup create --concise` for all maps together: `name,uuid,minor,flags,table` joined by `;` (dmsetup(8)).
 * The minor is left to the kernel. Separators inside fields are escaped by a backslash, and so is the backslash.
 */
export function renderConcise(maps: readonly ConciseMap[]): string {
  return maps
    .map(({ name, uuid, readOnly, table }) =>
      [name, uuid, "", readOnly ? "ro" : "rw", table].map(escapeField).join(","),
    )
    .join(";");
}

function escapeField(text: string): string {
  return text.replace(/[\\,;]/g, "\\$&");
}
