import { afterEach, describe, expect, it } from "vitest";
import { FakeRoot, shells } from "./fake-root.ts";
import { createsOf, entry, NAA, plugInto, rootWithLun, WWID, whole } from "./known-lun.ts";

let root = new FakeRoot();
afterEach(() => root.remove());

/** What stat(1) says of an open file, by the end of its link: it has numbers in hex. */
const NODES: Readonly<Record<string, string>> = {
  null: "1:3 character special file",
  sdb: "8:10 block special file",
  "containers/odd": "8:10 block special file",
  sdb1: "8:11 block special file",
  sdc: "8:20 block special file",
  sg1: "15:1 character special file",
  sdz: "41:1a0 block special file",
};

/** A host with a known LUN, some of whose files are open: by process and descriptor, with the process' name. */
function rootWithOpen(open: Readonly<Record<string, string>>, comm = "qemu-system-x86"): void {
  root = rootWithLun({
    "proc/77/comm": `${comm}\n`,
    "sys/block/sdb/sdb1/dev": "8:17\n",
    "sys/block/sdb/device/scsi_generic/sg1/dev": "21:1\n",
  });
  for (const [fd, target] of Object.entries(open)) root.link(`proc/${fd}`, target);
  const cases = Object.entries(NODES).map(([name, told]) => `*/${name}) echo "$each ${told}" ;;`);
  root.program(
    "bin/stat",
    `for each; do case $each in */fd/*) case $(readlink "$each") in ${cases.join(" ")} *) echo "$each 0:0 regular file" ;; esac ;; esac; done`,
  );
}

const left = `4 left no map for ${WWID} from its stored table: one of its disks is open WWID=${WWID}`;

describe.each(shells.map((shell) => [shell.join(" "), shell] as const))(
  "fallback in %s, of disks that somebody has open",
  (_, shell) => {
    it.each<[string, string]>([
      ["a path", "/dev/sdb"],
      ["a path by another name, as a container has it", "/run/containers/odd"],
      ["a partition of a path", "/dev/sdb1"],
      ["the SCSI generic node of a path", "/dev/sg1"],
    ])("makes no map where a process has %s open", (_what, target) => {
      rootWithOpen({ "77/fd/9": target });
      const { calls, said } = root.run(shell, "fallback.sh");
      expect(calls.filter((call) => call.startsWith("dmsetup create"))).toEqual([]);
      expect(calls).toContain("sleep 2");
      expect(said).toEqual([left]);
    });

    it("makes no map where a path that could not be in it is open", () => {
      rootWithOpen({ "77/fd/9": "/dev/sdc" });
      plugInto(root, { dev: "sdc", devt: "8:32", state: "offline" });
      expect(createsOf(root, shell)).toEqual([]);
    });

    it.each<[string, Readonly<Record<string, string>>, string?]>([
      ["are those of another LUN", { "77/fd/9": "/dev/sdz", "77/fd/10": "/var/log/sdb.log" }],
      ["udev reads in passing", { "77/fd/9": "/dev/sdb" }, "(udev-worker)"],
      ["the worker has asked for their access states", { "77/fd/9": "/dev/sdb" }, "sg_rtpg"],
    ])("makes it where the open ones %s", (_what, open, comm) => {
      rootWithOpen(open, comm);
      expect(createsOf(root, shell)).toEqual([whole]);
    });

    it.each<[string, string, readonly string[]]>([
      ["makes it where it is closed", 'rm "$PATHPLUG_ROOT/proc/77/fd/9"', [whole]],
      [
        "makes none where another process has it open",
        'mv "$PATHPLUG_ROOT/proc/77" "$PATHPLUG_ROOT/proc/78"',
        [],
      ],
    ])("%s at the second look", (_what, meanwhile, maps) => {
      rootWithOpen({ "77/fd/9": "/dev/sdb" });
      root.fake("sleep", meanwhile);
      expect(createsOf(root, shell)).toEqual(maps);
    });

    it("makes the map of another LUN", () => {
      const other = "600a0980000000000000000000000002";
      rootWithOpen({ "77/fd/9": "/dev/sdb" });
      root.put(`etc/pathplug/luns.d/naa.${other}`, entry({ WWID: `3${other}`, SERIAL: "S2" }));
      plugInto(root, { dev: "sdc", devt: "8:32", id: `naa.${other}`, serial: "S2" });
      expect(createsOf(root, shell)).toEqual([expect.stringContaining(`create 3${other} `)]);
    });

    it("makes no map where a disk was open exclusively when it was asked last", () => {
      root = rootWithLun({ "run/pathplug/exclusive/16": "" });
      const { calls, said } = root.run(shell, "fallback.sh");
      expect(calls.filter((call) => call.startsWith("dmsetup create"))).toEqual([]);
      expect(said).toEqual([left]);
    });

    it.each<[string, () => void]>([
      [
        "the open files could not be looked at in time",
        () =>
          root.program(
            "bin/timeout",
            'echo "$PATHPLUG_ROOT/proc/1/fd/0 1:3 character special file"; exit 124',
          ),
      ],
      ["no open file could be seen", () => root.drop("proc/1/fd/0")],
    ])("makes no map where %s", (_why, prepare) => {
      root = rootWithLun();
      prepare();
      const { calls, said } = root.run(shell, "fallback.sh");
      expect(calls).toEqual([]);
      expect(said).toEqual(["4 in-doubt fallback: nobody can tell which disks are open, no map is made"]);
    });

    it("does without an answer of files that are not below /dev, as on a server that is dead", () => {
      rootWithOpen({ "77/fd/9": "/srv/dead/sdb" });
      root.program("bin/timeout", 'case "$*" in *"! -lname"*) exit 124 ;; esac\nshift 3\nexec "$@"');
      expect(createsOf(root, shell)).toEqual([whole]);
    });

    it.each<[string, string, string]>([
      ["below a loop device", "sys/block/loop0/loop/backing_file", "/dev/disk/by-id/scsi-x\n"],
      [
        "exported by the kernel's NVMe target",
        "sys/kernel/config/nvmet/subsystems/nqn.x/namespaces/1/device_path",
        "/dev/sdb\n",
      ],
      [
        "exported by its SCSI target as a file",
        "sys/kernel/config/target/core/fileio_0/store/info",
        "Status: ACTIVATED  Max Queue Depth: 0\n        TCM FILEIO ID: 0        File: /dev/sdb  Size: 1  Mode: O_DSYNC\n",
      ],
    ])("makes no map of a LUN of which a path is %s", (_what, file, text) => {
      rootWithOpen({});
      root.put(file, text);
      root.program(
        "bin/stat",
        'case "$*" in *"-c %t:%T "*/dev/*) echo 8:10 ;; *) echo "$4 1:3 character special file" ;; esac',
      );
      expect(createsOf(root, shell)).toEqual([]);
      root.drop(file);
      expect(createsOf(root, shell)).toEqual([whole]);
    });

    it.each([
      ["first", "/dev/null"],
      ["second", "/run/containers/odd"],
    ])("makes no map where /run has no room for the %s list of open files", (which, open) => {
      rootWithOpen({ "77/fd/9": open });
      // What was written before there was none left.
      const nth = which === "first" ? 1 : 2;
      root.program(
        "bin/cat",
        `echo x >>"$PATHPLUG_ROOT/cats"; [ "$(wc -l <"$PATHPLUG_ROOT/cats")" -eq ${nth} ] || exec /bin/cat "$1"; exec head -n 1 "$1" | grep -v odd`,
      );
      expect(createsOf(root, shell)).toEqual([]);
    });

    it("looks at no file where no LUN may get a map", () => {
      root = rootWithLun({ [`etc/pathplug/luns.d/naa.${NAA}`]: entry({ TABLE: "" }) });
      root.fake("find", "");
      expect(root.run(shell, "fallback.sh").calls).toEqual([]);
    });
  },
);
