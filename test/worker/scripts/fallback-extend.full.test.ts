import { afterEach, describe, expect, it } from "vitest";
import { FakeRoot, shells } from "./fake-root.ts";
import { entry, NAA, plugInto, rootWithLun, WWID } from "./known-lun.ts";

let root = new FakeRoot();
afterEach(() => root.remove());

const LIVE = "0 2048 multipath 1 queue_if_no_path 1 alua 1 1 service-time 0 1 1 8:0 1";

/** A known LUN whose map stands over sda, by a table that device-mapper shows; sdb has come since. */
function standing(live = LIVE, files: Readonly<Record<string, string>> = {}): FakeRoot {
  root = rootWithLun({
    "sys/block/dm-0/dm/uuid": `mpath-${WWID}\n`,
    "sys/block/dm-0/dev": "252:0\n",
    "sys/block/sda/holders/dm-0/dm/uuid": `mpath-${WWID}\n`,
    ...files,
  });
  root.fake("dmsetup", `case "$1" in table) echo "${live}" ;; esac`);
  return root;
}

/** What device-mapper was told to change. */
function changes(shell: readonly string[], argv: readonly string[] = ["--extend"]) {
  const { calls, stderr } = root.run(shell, "fallback.sh", argv);
  expect(stderr).toBe("");
  return calls.filter((call) => /^dmsetup (load|resume|clear|create)/.test(call));
}

const loadOf = (table: string) => [
  `dmsetup load --uuid mpath-${WWID} --table ${table}`,
  `dmsetup resume --noflush --nolockfs --uuid mpath-${WWID}`,
];

describe.each(shells.map((shell) => [shell.join(" "), shell] as const))(
  "fallback --extend in %s",
  (_, shell) => {
    it("gives a map the disks of its LUN that have come, with what its table had", () => {
      standing();
      expect(changes(shell)).toEqual(
        loadOf(
          "0 2048 multipath 1 queue_if_no_path 1 alua 2 1 service-time 0 1 1 8:0 1 service-time 0 1 1 8:16 1",
        ),
      );
    });

    it("changes nothing where all are in it, or where nobody asked for it", () => {
      standing(LIVE.replace("1 1 service-time 0 1 1 8:0 1", "1 1 service-time 0 2 1 8:0 1 8:16 1"));
      expect(changes(shell)).toEqual([]);
      root.remove();
      standing();
      expect(changes(shell, [])).toEqual([]);
    });

    it.each([
      ["has another size", { size: "4096" }],
      ["has another serial number", { serial: "S2" }],
      ["does not run", { state: "offline" }],
      ["is not claimed", { udev: undefined }],
    ])("adds no disk that %s", (_what, more) => {
      standing();
      plugInto(root, { dev: "sdb", devt: "8:16", ...more });
      expect(changes(shell)).toEqual([]);
    });

    it("adds no disk that is used, or of another LUN", () => {
      standing(LIVE, { "proc/self/mountinfo": "22 1 8:16 / / rw,relatime shared:1 - ext4 /dev/sdb rw\n" });
      expect(changes(shell)).toEqual([]);
      root.remove();
      standing();
      root.put("etc/pathplug/luns.d/naa.5b2", entry({ WWID: "35b2" }));
      plugInto(root, { dev: "sdb", devt: "8:16", id: "naa.5b2" });
      expect(changes(shell).filter((call) => call.startsWith("dmsetup load"))).toEqual([]);
    });

    it("leaves no table waiting where it cannot be made live", () => {
      standing();
      root.fake("dmsetup", `case "$1" in table) echo "${LIVE}" ;; resume) exit 1 ;; esac`);
      expect(changes(shell).at(-1)).toBe(`dmsetup clear --uuid mpath-${WWID}`);
    });

    it("makes no map, in an initramfs, that boot does not need", () => {
      const wanted = `etc/pathplug/frozen/naa.${NAA}`;
      root = rootWithLun({ "etc/pathplug/frozen/naa.5b2": "" });
      expect(changes(shell)).toEqual([]);
      root.put(wanted, "");
      expect(changes(shell)).toHaveLength(1);
    });
  },
);
