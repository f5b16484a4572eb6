import { describe, expect, it } from "vitest";
import { renderMapFile } from "../../../core/render/map-file.ts";

describe("the file of a map", () => {
  it.each([
    [
      "an NAA-6 id",
      "36001405311017da2",
      "DM_TYPE=scsi\nDM_SERIAL=36001405311017da2\nDM_WWN=0x6001405311017da2\n",
    ],
    [
      "an NAA-6 id of 16 bytes",
      "36001405311017da21000000000000000",
      "DM_TYPE=scsi\nDM_SERIAL=36001405311017da21000000000000000\nDM_WWN=0x6001405311017da21000000000000000\n",
    ],
    [
      "a T10 id, which is no world wide name",
      "1Linux_scsi_debug_2000",
      "DM_TYPE=scsi\nDM_SERIAL=1Linux_scsi_debug_2000\n",
    ],
    [
      "an iSCSI name",
      "8iqn.2001-04.com.example:disk",
      "DM_TYPE=scsi\nDM_SERIAL=8iqn.2001-04.com.example:disk\n",
    ],
  ])("has what links are made from for %s", (_, wwid, text) => {
    expect(renderMapFile(`mpath-${wwid}`)).toEqual({ name: `mpath-${wwid}`, text });
  });

  it.each([
    "mpath-",
    "mpath-1a/b",
    "mpath-1a b",
    "mpath-1a\\x20b",
    "mpath-1a$b",
    "mpath-1a\n",
    "mpath-1é",
    "mpath-.1",
    "LVM-x",
  ])("is not made for %j", (uuid) => {
    expect(renderMapFile(uuid)).toBeUndefined();
  });
});
