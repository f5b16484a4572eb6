import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { AdoptedMap } from "../../../core/plan/adoption.ts";
import { performAdopt } from "../../../host/ownership/adopt.ts";
import { HANDOVER, readHandover } from "../../../host/ownership/handover-note.ts";
import { performRelease } from "../../../host/ownership/release.ts";
import { settingsToWrite } from "../../../host/ownership/write-settings.ts";
import { HWDB_FILE } from "../../../host/profiles/refresh.ts";
import { compileShipped } from "../../vendor-profiles/shipped.ts";
import { newRoot, type Programs, type TreeSystem, treeSystem, writeFiles } from "../tree-system.ts";
import { locking } from "./locking.ts";

const LIBRARY = "/usr/lib/pathplug";
const WORKER = `${LIBRARY}/worker`;
const OWNER = "/etc/pathplug/owner";
const RULE = "/etc/udev/rules.d/60-multipath.rules";
const MASKED = "/etc/systemd/system/multipathd.service";
const NOTE =
  "units=multipathd.socket multipathd.service\nactive=multipathd.service\nrules=/etc/udev/rules.d/60-multipath.rules\nfiles=\n";

const maps: readonly AdoptedMap[] = [
  {
    name: "data",
    wwid: "35a1",
    uuid: "mpath-35a1",
    devs: ["sda", "sdb"],
    keys: ["naa.5a1"],
    alias: "data",
    queues: true,
  },
  {
    name: "35b2",
    wwid: "35b2",
    uuid: "mpath-35b2",
    devs: ["sdc"],
    keys: ["naa.5b2", "t10.x"],
    queues: false,
  },
];

/** systemd with two of the three units, one of which runs; masking stops it, and makes the links. */
const systemctl = `unit() { printf '%s/etc/systemd/system/%s' "$0" "$1"; }
verb=$1; shift
case $verb in
  show) case $2 in multipathd-queueing.service) echo LoadState=not-found ActiveState=inactive ;;
    multipathd.service) printf 'LoadState=loaded\\nActiveState=active\\n' ;;
    *) printf 'LoadState=loaded\\nActiveState=inactive\\n' ;; esac ;;
  mask) shift; mkdir -p "$0/etc/systemd/system"; for each; do ln -s /dev/null "$(unit "$each")"; done; rm -f "$0/run/multipathd.pid" ;;
  unmask) for each; do rm "$(unit "$each")"; done ;;
esac`;
const programs: Programs = {
  systemctl,
  modprobe: "",
  udevadm: "",
  dmsetup: "",
  sync: "",
  flock: "",
  ln: 'mkdir -p "$0/etc/udev/rules.d"; ln -s "$2" "$0$3"',
  [WORKER]: 'mkdir -p "$0/run/pathplug"; echo known >"$0/run/pathplug/armed"',
};

function machine(
  more: Programs = {},
  files: Readonly<Record<string, string>> = {},
): TreeSystem & { root: string } {
  const root = newRoot();
  writeFiles(root, {
    [WORKER]: "",
    "/usr/lib/udev/rules.d/60-multipath.rules": 'PROGRAM="/sbin/multipath -u %k"\n',
    "/usr/lib/udev/rules.d/60-pathplug-x.rules": "",
    "/run/multipathd.pid": "42\n",
    "/proc/42/stat": "",
    "/sys/module/dm_multipath/refcnt": "",
    "/etc/udev/rules.d/.keep": "",
    ...Object.fromEntries(["sda", "sdb", "sdc"].map((dev) => [`/sys/block/${dev}/uevent`, ""])),
    ...files,
  });
  return { root, ...treeSystem(root, { ...programs, ...more }) };
}

const textOf = (root: string, path: string): string | undefined =>
  existsSync(join(root, path)) ? readFileSync(join(root, path), "utf8") : undefined;
const adopt = ({ system }: TreeSystem) =>
  performAdopt(system, LIBRARY, { owner: "pathplug", mode: "known" }, maps);

describe("adopt", () => {
  it("writes down what it will change, registers the LUNs by their maps' names, and takes the host over", async () => {
    const on = machine();
    await adopt(on);
    const { root, system } = on;
    expect(textOf(root, HANDOVER)).toBe(NOTE);
    expect(textOf(root, "/etc/pathplug/luns.d/naa.5a1")).toContain('PATHPLUG_ALIAS="data"');
    expect(textOf(root, "/etc/pathplug/luns.d/t10.x")).toContain('PATHPLUG_WWID="35b2"');
    expect([system.readLink(MASKED), system.readLink(RULE)]).toEqual(["/dev/null", "/dev/null"]);
    expect(textOf(root, OWNER)).toBe("PATHPLUG_OWNER=pathplug\nPATHPLUG_MODE=known\n");
    for (const dev of ["sda", "sdb", "sdc"]) expect(textOf(root, `/sys/block/${dev}/uevent`)).toBe("change");
  });

  it("has maps queue again that did, after multipathd has ended that, and touches no map otherwise", async () => {
    const on = machine();
    await adopt(on);
    const calls = on.calls.filter((call) => /^(dmsetup|systemctl mask)/.test(call));
    expect(calls).toEqual([
      "systemctl mask --now multipathd.socket multipathd.service",
      "dmsetup message --uuid mpath-35a1 0 queue_if_no_path",
    ]);
  });

  it.each<readonly [string, Programs]>([
    ["multipathd does not stop", { systemctl: systemctl.replace("rm -f", "true") }],
    ["a rule cannot be masked", { ln: "exit 1" }],
    ["the host cannot be armed", { [WORKER]: "exit 1" }],
  ])("undoes all of it where %s", async (_, more) => {
    const on = machine(more);
    await expect(adopt(on)).rejects.toThrow();
    const { root, system, calls } = on;
    expect([system.readLink(MASKED), system.readLink(RULE), textOf(root, HANDOVER)]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(textOf(root, OWNER)).toBeUndefined();
    expect(calls.at(-1)).toBe("systemctl start multipathd.service");
  });

  it("writes settings that are carried over, with what is compiled of them, and takes all of it away where it fails", async () => {
    const { compiled } = await compileShipped();
    const files = new Map([["/etc/pathplug/profiles.d/one.json", "{}\n"]]);
    const written = ["/etc/pathplug/profiles.d/one.json", "/etc/pathplug/profiles.json", HWDB_FILE];
    const fine = machine({ "systemd-hwdb": "" });
    const ownership = { owner: "pathplug", mode: "known" } as const;
    const done = await performAdopt(
      fine.system,
      LIBRARY,
      ownership,
      maps,
      settingsToWrite(fine.system, files, compiled),
    );
    expect(done.files).toEqual(written);
    expect(written.filter((path) => textOf(fine.root, path) === undefined)).toEqual([]);
    const failing = machine({ "systemd-hwdb": "", [WORKER]: "exit 1" });
    const settings = settingsToWrite(failing.system, files, compiled);
    await expect(performAdopt(failing.system, LIBRARY, ownership, maps, settings)).rejects.toThrow();
    expect(written.filter((path) => textOf(failing.root, path) !== undefined)).toEqual([]);
    expect(failing.calls.filter((call) => call.startsWith("systemd-hwdb"))).toHaveLength(2);
  });

  it("is refused where the site has a rule of its own in place of multipath-tools'", async () => {
    const on = machine({}, { [RULE]: 'PROGRAM="/sbin/multipath -u %k"\n' });
    await expect(adopt(on)).rejects.toMatchObject({ diagnostic: { code: "rules-rival" } });
    expect(textOf(on.root, HANDOVER)).toBeUndefined();
  });
});

describe("release", () => {
  it("undoes adopt: the owner is multipathd, nothing is masked or claimed, what ran runs again", async () => {
    const on = machine();
    const handover = await adopt(on);
    expect(readHandover(on.system)).toEqual(handover);
    for (const dev of ["sda", "sdb", "sdc"]) on.system.write(`/sys/block/${dev}/uevent`, "", "replace");
    const before = on.calls.length;
    expect(await performRelease(locking(on), handover, ["sda", "sdb"])).toEqual([]);
    const { root, system } = on;
    expect(textOf(root, OWNER)).toBe("PATHPLUG_OWNER=multipathd\n");
    expect([system.readLink(MASKED), system.readLink(RULE), textOf(root, HANDOVER)]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(textOf(root, "/run/pathplug/armed")).toBeUndefined();
    expect(["sda", "sdb", "sdc"].map((dev) => textOf(root, `/sys/block/${dev}/uevent`))).toEqual([
      "change",
      "change",
      "",
    ]);
    const calls = on.calls.slice(before).filter((call) => /^(systemctl|udevadm|dmsetup)/.test(call));
    expect(calls).toEqual([
      "udevadm control --reload",
      "systemctl unmask multipathd.socket multipathd.service",
      "systemctl start multipathd.service",
    ]);
  });

  it("takes no file of the site's for a mask, and says which unit did not start", async () => {
    const on = machine({ systemctl: "exit 1" }, { [RULE]: "# ours\n" });
    const handover = {
      units: ["multipathd.service"],
      active: ["multipathd.service"],
      rules: [RULE],
      files: [],
    };
    expect(await performRelease(locking(on), handover, [])).toEqual(["multipathd.service"]);
    expect(textOf(on.root, RULE)).toBe("# ours\n");
  });

  it("has nothing to undo where there is no note, and ignores what a note says that it does not know", () => {
    expect(readHandover(machine().system)).toBeUndefined();
    const on = machine({}, { [HANDOVER]: "later=x\nunits=a b\n" });
    expect(readHandover(on.system)).toEqual({ units: ["a", "b"], active: [], rules: [], files: [] });
  });
});
