import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { decodePath } from "../../../core/topology/path-facts.ts";
import { readAnaLogs } from "../../../host/devices/ana-logs.ts";
import { listDisks, readDisk, readKernelId } from "../../../host/devices/disks.ts";
import { readNvmeSubsystems, triggerNvmeSubsystems } from "../../../host/devices/nvme-subsystems.ts";
import { identifyPath, testPath } from "../../../host/devices/test-path.ts";
import { type Programs, treeSystem, writeFiles } from "../tree-system.ts";

let root = "";
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "pathplug-nvme-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const wwid = "uuid.0ab5b9f0-1c43-4ae4-9a7b-0fbd1ab2a001";

/** A host on which nvme1n1 is a path by controller nvme1, as sysfs has it with nvme_core.multipath=N. */
function host(multipath: "Y" | "N", state = "live", programs: Programs = {}) {
  writeFiles(root, {
    "sys/module/nvme_core/parameters/multipath": `${multipath}\n`,
    "sys/block/sda/dev": "8:0\n",
    "sys/block/nvme1n1/dev": "259:3\n",
    "sys/block/nvme1n1/diskseq": "17\n",
    "sys/block/nvme1n1/size": "131072\n",
    "sys/block/nvme1n1/ro": "0\n",
    "sys/block/nvme1n1/wwid": `${wwid}\n`,
    "sys/block/nvme1n1/nsid": "5\n",
    "sys/block/nvme1n1/device/state": `${state}\n`,
    "sys/block/nvme1n1/device/model": "ACME Rocket                             \n",
    "sys/block/nvme1n1/device/firmware_rev": "1.0     \n",
    "sys/block/nvme1n1/device/serial": "0001\n",
    "sys/block/nvme1n1/device/cntlid": "3\n",
    "sys/block/nvme1n1/device/transport": "tcp\n",
    "sys/block/nvme1n1/device/address": "traddr=192.0.2.1,trsvcid=4420\n",
    "sys/block/nvme0c1n1/dev": "259:4\n",
  });
  return treeSystem(root, programs);
}

describe("NVMe where the kernel does not multipath", () => {
  it.each([
    ["N", ["nvme1n1", "sda"]],
    ["Y", ["sda"]],
  ] as const)("is a path with nvme_core.multipath=%s: %j", (multipath, disks) => {
    expect([...listDisks(host(multipath).system)].sort()).toEqual(disks);
  });

  it("is read from sysfs, and placed as multipath-tools does", () => {
    const { system } = host("N");
    const raw = readDisk(system, "nvme1n1");
    expect(raw).toMatchObject({ devt: "259:3", hctl: "1:3:1:5", diskseq: "17", sectors: 131072 });
    expect(readKernelId(system, "nvme1n1")).toBe(wwid);
    expect(raw && decodePath(raw).path).toMatchObject({
      vendor: "NVME",
      product: "ACME Rocket",
      revision: "1.0",
      serial: "0001",
      state: "live",
      transport: "nvme",
      fabric: "tcp",
      tpgs: "none",
      identity: { wwid, kernelId: wwid, unique: true },
    });
    expect(readDisk(system, "nvme2n1")).toBeUndefined();
  });

  it("is asked for its ANA log page by nvme-cli, and keeps no zeros behind it", async () => {
    // Header with one group; group 2, one namespace, non-optimized; namespace 5; then nothing.
    const octal = ["001", ...Array(7).fill("000"), "001", ...Array(7).fill("000")]
      .concat(["002", "000", "000", "000", "001", ...Array(11).fill("000"), "002", ...Array(15).fill("000")])
      .concat(["005", ...Array(30).fill("000")]);
    const printed = octal.map((digits) => `\\${digits}`).join("");
    const { system, calls } = host("N", "live", { nvme: `printf '${printed}'` });
    const raw = readDisk(system, "nvme1n1");
    const [answer] = await readAnaLogs(system, raw === undefined ? [] : [raw]);
    expect(calls).toEqual(["nvme get-log /dev/nvme1 --log-id=12 --log-len=16384 --raw-binary"]);
    expect(answer?.raw.rtpg).toHaveLength(52);
    expect(answer && decodePath(answer.raw).path.access).toEqual({
      state: "active/non-optimized",
      preferred: false,
      source: "rtpg",
    });
  });

  it.each([
    ["without nvme-cli", "live", {}, 1],
    ["where the subsystem has no such page", "live", { nvme: "exit 1" }, 1],
    ["whose controller is not live: it is not asked", "connecting", { nvme: "exit 0" }, 0],
  ])("has no access state %s", async (_, state, programs, count) => {
    const { system, calls } = host("N", state, programs);
    const raw = readDisk(system, "nvme1n1");
    const [answer] = await readAnaLogs(system, raw === undefined ? [] : [raw]);
    expect([answer?.raw.rtpg, answer?.isSilent, calls.length]).toEqual([undefined, false, count]);
  });

  it.each<[string, string, Programs, readonly string[], object]>([
    ["can be read", "live", { dd: "exit 0" }, [wwid], { kind: "up" }],
    [
      "cannot be read",
      "live",
      { dd: "echo 'dd: error' >&2; exit 1" },
      [],
      { kind: "down", reason: "dd: error" },
    ],
    [
      "has lost its controller: it is asked nothing",
      "connecting",
      {},
      [],
      { kind: "down", reason: "its controller is connecting", isLinkDead: true },
    ],
    ["is another namespace now", "live", { dd: "exit 0" }, ["uuid.other"], { kind: "changed" }],
    ["is believed where nothing is registered", "live", { dd: "exit 0" }, [], { kind: "up" }],
  ])("a path that %s", async (_, state, programs, keys, result) => {
    const { system, calls } = host("N", state, programs);
    expect(await testPath(system, "nvme1n1", { keys: new Set(keys) })).toEqual(result);
    expect(await identifyPath(system, "nvme1n1", { keys: new Set(keys) })).toEqual(result);
    expect(calls.filter((call) => call.startsWith("sg_"))).toEqual([]);
  });
});

describe("NVMe that the kernel multipaths", () => {
  it("is read as subsystem, namespaces and paths; one without such namespaces is left out", () => {
    writeFiles(root, {
      "sys/class/nvme-subsystem/nvme-subsys0/subsysnqn": "nqn.2026-01.test:shop\n",
      "sys/class/nvme-subsystem/nvme-subsys0/model": "ACME Rocket\n",
      "sys/class/nvme-subsystem/nvme-subsys0/firmware_rev": "1.0\n",
      "sys/class/nvme-subsystem/nvme-subsys0/iopolicy": "numa\n",
      "sys/class/nvme-subsystem/nvme-subsys0/nvme0n1/wwid": `${wwid}\n`,
      "sys/class/nvme-subsystem/nvme-subsys0/nvme0n1/nsid": "1\n",
      "sys/class/nvme-subsystem/nvme-subsys0/nvme0n1/size": "131072\n",
      "sys/class/nvme-subsystem/nvme-subsys1/iopolicy": "numa\n",
      "sys/class/nvme/nvme2/state": "live\n",
      "sys/class/nvme/nvme10/state": "connecting\n",
      "sys/class/nvme/nvme2/transport": "tcp\n",
      "sys/class/nvme/nvme10/transport": "pcie\n",
      "sys/class/nvme/nvme2/address": "traddr=192.0.2.1,trsvcid=4420\n",
      "sys/class/nvme/nvme10/address": "0000:00:04.0\n",
      "sys/class/nvme/nvme2/nvme0c2n1/ana_state": "optimized\n",
      "sys/class/nvme/nvme2/nvme0c2n11/ana_state": "inaccessible\n",
      "sys/class/nvme/nvme10/nvme0c10n1/nsid": "1\n",
    });
    for (const controller of ["nvme2", "nvme10"]) {
      const link = join(root, "sys/class/nvme-subsystem/nvme-subsys0", controller);
      mkdirSync(dirname(link), { recursive: true });
      symlinkSync(join(root, "sys/class/nvme", controller), link);
    }
    expect(readNvmeSubsystems(treeSystem(root).system)).toEqual([
      {
        name: "nvme-subsys0",
        nqn: "nqn.2026-01.test:shop",
        model: "ACME Rocket",
        firmware: "1.0",
        iopolicy: "numa",
        namespaces: [
          {
            dev: "nvme0n1",
            wwid,
            nsid: "1",
            sectors: 131072,
            paths: [
              {
                dev: "nvme0c2n1",
                controller: "nvme2",
                state: "live",
                transport: "tcp",
                address: "traddr=192.0.2.1,trsvcid=4420",
                anaState: "optimized",
              },
              {
                dev: "nvme0c10n1",
                controller: "nvme10",
                state: "connecting",
                transport: "pcie",
                address: "0000:00:04.0",
              },
            ],
          },
        ],
      },
    ]);
  });

  it("is looked at again when it is triggered", () => {
    writeFiles(root, { "sys/class/nvme-subsystem/nvme-subsys0/uevent": "" });
    const { system } = treeSystem(root);
    triggerNvmeSubsystems(system);
    expect(new TextDecoder().decode(system.readBytes("/sys/class/nvme-subsystem/nvme-subsys0/uevent"))).toBe(
      "change",
    );
  });
});
