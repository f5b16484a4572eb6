import { FakeRoot } from "./fake-root.ts";

export const NAA = "600a0980000000000000000000000001";
export const WWID = `3${NAA}`;
export const TABLE = `0 2048 multipath 3 queue_if_no_path pg_init_retries 50 1 alua 1 1 service-time 0 2 2 8:0 1 1 8:16 1 1`;

export interface Disk {
  readonly dev: string;
  readonly devt: string;
  readonly id?: string;
  readonly size?: string;
  readonly serial?: string;
  readonly state?: string;
  readonly ro?: string;
  /** What udev stored; absent while it has not looked. */
  readonly udev?: readonly string[] | undefined;
}

/** Its diskseq is its minor number. */
export function plugInto(root: FakeRoot, disk: Disk): void {
  const { dev, devt, id = `naa.${NAA}`, size = "2048", serial = "  S1", state = "running", ...more } = disk;
  const block = `sys/block/${dev}`;
  const udev = "udev" in more ? more.udev : ["DM_MULTIPATH_DEVICE_PATH=1", `PATHPLUG_ID=${id.trimEnd()}`];
  root.put(`${block}/dev`, `${devt}\n`);
  root.put(`${block}/size`, `${size}\n`);
  root.put(`${block}/ro`, `${more.ro ?? "0"}\n`);
  root.put(`${block}/diskseq`, `${devt.split(":")[1]}\n`);
  root.put(`${block}/device/wwid`, `${id}\n`);
  root.put(`${block}/device/state`, `${state}\n`);
  root.put(
    `${block}/device/vpd_pg80`,
    Buffer.from(`\0\x80\0${String.fromCharCode(serial.length)}${serial}`, "latin1"),
  );
  root.drop(`run/udev/data/b${devt}`);
  if (udev !== undefined)
    root.put(`run/udev/data/b${devt}`, ["I:1", ...udev.map((line) => `E:${line}`), ""].join("\n"));
}

/** What the registry remembers of the LUN. */
export function entry(values: Readonly<Record<string, string>> = {}): string {
  const all = { FORMAT: "1", WWID, SERIAL: "S1", TABLE, SECTORS: "2048", PATHS: "2", ...values };
  return Object.entries(all)
    .map(([key, value]) => `PATHPLUG_${key}="${value}"\n`)
    .join("");
}

/** A host of pathplug's with one known LUN of two paths, sda and sdb, and no map. */
export function rootWithLun(files: Readonly<Record<string, string>> = {}): FakeRoot {
  const root = new FakeRoot({
    "etc/pathplug/owner": "PATHPLUG_OWNER=pathplug\nPATHPLUG_MODE=known\n",
    "run/pathplug/armed": "PATHPLUG_ARMED=1\n",
    "proc/self/mountinfo": "22 1 254:1 / / rw,relatime shared:1 - ext4 /dev/vda1 rw\n",
    "proc/swaps": "Filename Type Size Used Priority\n",
    "proc/locks": "",
    [`etc/pathplug/luns.d/naa.${NAA}`]: entry(),
    ...files,
  });
  plugInto(root, { dev: "sda", devt: "8:0" });
  plugInto(root, { dev: "sdb", devt: "8:16" });
  root.link("proc/1/fd/0", "/dev/null");
  return root;
}

/** The maps that the fallback made, as dmsetup was told. */
export function createsOf(root: FakeRoot, shell: readonly string[], argv: readonly string[] = []) {
  const { calls } = root.run(shell, "fallback.sh", argv);
  return calls.filter((call) => call.startsWith("dmsetup create")).sort();
}

/** How it makes the whole map. */
export const whole = `dmsetup create ${WWID} --uuid mpath-${WWID} --udevcookie 0x0D4D1234 --table 0 2048 multipath 3 queue_if_no_path pg_init_retries 50 1 alua 2 1 service-time 0 1 1 8:0 1 service-time 0 1 1 8:16 1`;
