/** Characters that device-mapper does not mangle and udev does not replace: the name is the same for everybody. */
const plain = /^mpath-[A-Za-z0-9#+:=@_-][A-Za-z0-9#+.:=@_-]*$/;

/** A file that is written before its map is made. */
export interface MapFile {
  /** Below the directory `maps` of the run directory: the map's UUID. */
  readonly name: string;
  /** KEY=VALUE lines for udev's IMPORT{file}. */
  readonly text: string;
}

/**
 * What the map rule makes the links `scsi-WWID` and `wwn-0x…` from: udev cannot cut `mpath-` off a UUID, and without this
 * file it starts kpartx_id once for the map. The properties are those of kpartx_id. Absent for a UUID with characters
 * that udev or device-mapper would write in another way; the map rule then does start it.
 */
export function renderMapFile(uuid: string): MapFile | undefined {
  if (!plain.test(uuid)) return undefined;
  const wwid = uuid.slice("mpath-".length);
  const lines = ["DM_TYPE=scsi", `DM_SERIAL=${wwid}`];
  // NAA ids (SPC-6 7.7.6.6) are 8 or 16 bytes long; kpartx_id calls everything a world wide name.
  if (/^3(?:[0-9a-f]{16}|[0-9a-f]{32})$/.test(wwid)) lines.push(`DM_WWN=0x${wwid.slice(1)}`);
  return { name: uuid, text: `${lines.join("\n")}\n` };
}
