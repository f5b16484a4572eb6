import { describe, expect, it } from "vitest";
import { type NamedTakeover, renderTakeover } from "../../../core/render/takeover-text.ts";
import { plainStyle } from "../../../core/render/topology-text.ts";

const disk: NamedTakeover = {
  dev: "sda",
  wwid: "36a",
  product: "NETAPP LUN",
  profile: "netapp/ontap",
  map: "36a",
  before: ["/dev/sda"],
  after: ["/dev/mapper/36a", "/dev/disk/by-id/scsi-36a"],
};
const kept = { after: ["/dev/sda"] };

describe("what `enable --dry-run` prints", () => {
  it("says so when there is nothing", () => {
    expect(renderTakeover([], plainStyle)).toBe("no disk would change hands");
  });

  it.each([
    [
      "a disk that is taken",
      {},
      [
        "  names after: /dev/mapper/36a",
        "               /dev/disk/by-id/scsi-36a",
        "  sda: changes hands; used by nobody that was found",
      ],
    ],
    [
      "a disk in use",
      { ...kept, use: "sda is mounted on /srv" },
      ["  stays with the system: it is in use", "  sda: stays; sda is mounted on /srv"],
    ],
    [
      "a disk that nobody can name",
      { ...kept, left: "page 83 names none" },
      ["  stays with the system: nobody can name a map of it", "  sda: stays; page 83 names none"],
    ],
    [
      "a disk that is excluded",
      { ...kept, left: "excluded: wwid 36* (/etc/pathplug/pathplug.json:3:14)" },
      [
        "  stays with the system: it is excluded",
        "  sda: stays; excluded: wwid 36* (/etc/pathplug/pathplug.json:3:14)",
      ],
    ],
    [
      "a disk that goes back",
      { ...kept, givenBack: "not listed" },
      ["  goes back to the system: no map holds it", "  sda: given back; not listed"],
    ],
    [
      "a refused path",
      { after: [], refused: "path-no-id: none" },
      ["  gets no map", "  sda: claimed, but in no map: path-no-id: none"],
    ],
  ])("tells of %s", (_, more, lines) => {
    expect(renderTakeover([{ ...disk, ...more }], plainStyle).split("\n")).toEqual([
      "36a  NETAPP LUN  netapp/ontap",
      ...lines,
      "    names now: /dev/sda",
    ]);
  });
});
