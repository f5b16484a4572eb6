import { describe, expect, it } from "vitest";
import { planMachine } from "../../../core/plan/plan-machine.ts";
import { readMachine } from "../../../host/machine.ts";
import { anonymizeBundle } from "../../../host/recording/anonymize.ts";
import { type Bundle, bundleSystem, contentBytes } from "../../../host/recording/bundle.ts";
import { recordMachine } from "../../../host/recording/record-machine.ts";
import { type MachineSpec, memorySystem } from "../../machines/machine.ts";
import { shippedProfiles } from "../../worker/simulated/simulated-run.ts";

const OWNED = { "/etc/pathplug/owner": "pathplug greedy\n", "/run/pathplug/armed": "" };

const hex = (text: string): string => Buffer.from(text, "latin1").toString("hex");
const text = (hexed: string): string => Buffer.from(hexed, "hex").toString("latin1");

/** A recording of a machine with these files, and the same without its numbers. */
async function recorded(spec: Omit<MachineSpec, "disks"> & Partial<MachineSpec>) {
  const bundle = await recordMachine(memorySystem({ disks: [], ...spec }), "test");
  return { bundle, anonymous: anonymizeBundle(bundle, Buffer.from("salt")) };
}

/** Those of the texts that a bundle holds in its names or contents, as they are or as bytes. */
function leaksOf(bundle: Bundle, secrets: readonly string[]): readonly string[] {
  const contents = Object.values(bundle.files).map((one) => Buffer.from(contentBytes(one)).toString("hex"));
  const everything = `${JSON.stringify(bundle)} ${contents.map(text).join("\n")} ${contents.join(" ")}`;
  return secrets.filter((secret) => everything.toLowerCase().includes(secret.toLowerCase()));
}

const textOf = ({ files }: Bundle, path: string): string =>
  Buffer.from(contentBytes(files[path] ?? "")).toString();

/** What is planned, without names. */
async function tablesOf(bundle: Bundle) {
  const system = bundleSystem(bundle, { sleep: async () => {}, monotonic: () => 0, now: () => 0 });
  const { plan } = planMachine(await readMachine(system), await shippedProfiles);
  return plan.actions
    .map(({ kind, table, profile }) => `${kind} ${table} ${profile}`)
    .sort((one, other) => (one < other ? -1 : 1));
}

const SERIAL = "S5GYNX0R400123";
const MODEL = "MSA2060 NVMe 1.92TB";
const BARE = `nvme.144d-${hex(SERIAL)}-${hex(MODEL)}-00000001`;
const UUID = "0ab5b9f0-1c43-4ae4-9a7b-0fbd1ab2a001";
const NGUID = "36344630-5380-5230-0025-384300000001";
const NQN = `nqn.2014-08.org.nvmexpress:uuid:${UUID}`;

/** A namespace as two paths of this host: its attributes, and those of its controller. */
function namespace(index: number, wwid: string, more: Readonly<Record<string, string>> = {}) {
  const block = `/sys/block/nvme${index}n1`;
  const attributes = {
    dev: `259:${index}`,
    diskseq: `${index + 10}`,
    size: "131072",
    ro: "0",
    wwid,
    nsid: "1",
    "device/state": "live",
    "device/model": MODEL.padEnd(40),
    "device/serial": SERIAL.padEnd(20),
    "device/cntlid": `${index}`,
    "device/transport": "fc",
    ...more,
  };
  const udev = `E:ID_SERIAL=MSA2060_NVMe_1.92TB_${SERIAL}\nE:ID_WWN=${wwid}\nI:1\nV:1\n`;
  return {
    ...Object.fromEntries(
      Object.entries(attributes).map(([name, value]) => [`${block}/${name}`, `${value}\n`]),
    ),
    [`/run/udev/data/b259:${index}`]: udev,
  };
}

describe("an anonymized recording of NVMe", () => {
  const files = {
    ...OWNED,
    "/sys/module/nvme_core/parameters/multipath": "N\n",
    ...namespace(0, BARE),
    ...namespace(1, BARE),
    ...namespace(2, `uuid.${UUID}`),
    ...namespace(3, `uuid.${UUID}`),
  };

  it("has neither serial numbers nor ids of its namespaces, in no spelling", async () => {
    const { bundle, anonymous } = await recorded({ files });
    const secrets = [SERIAL, hex(SERIAL), UUID, UUID.replaceAll("-", "")];
    expect(leaksOf(bundle, secrets)).toEqual(secrets.slice(0, 3));
    expect(leaksOf(anonymous, secrets)).toEqual([]);
  });

  it("has the serial number in the kernel's id that its attribute has, and model and namespace as they were", async () => {
    const { anonymous } = await recorded({ files });
    const serial = textOf(anonymous, "/sys/block/nvme0n1/device/serial").trim();
    expect(serial).toMatch(/^[A-Z]\d[A-Z]{4}\d[A-Z]\d{6}$/);
    const wwid = `nvme.144d-${hex(serial)}-${hex(MODEL)}-00000001`;
    expect(textOf(anonymous, "/sys/block/nvme0n1/wwid")).toBe(`${wwid}\n`);
    expect(textOf(anonymous, "/run/udev/data/b259:1")).toContain(`_${serial}\nE:ID_WWN=${wwid}\n`);
  });

  it("is planned as the machine was", async () => {
    const { bundle, anonymous } = await recorded({ files });
    expect(await tablesOf(bundle)).toHaveLength(2);
    expect(await tablesOf(anonymous)).toEqual(await tablesOf(bundle));
  });
});

describe("an anonymized recording of what sysfs has", () => {
  /** A file, its text, what of it must be gone, and what the text must look like. */
  it.each([
    [
      "/sys/block/nvme0n1/wwid",
      "eui.36344630538052300025384300000001",
      "3634463053805230",
      /^eui\.[0-9a-f]{16}002538[0-9a-f]{10}$/,
    ],
    ["/sys/block/nvme0n1/nguid", NGUID, "36344630", /^([0-9a-f]+-){4}[0-9a-f]+$/],
    ["/sys/block/nvme0n1/uuid", UUID, UUID, /^([0-9a-f]+-){4}[0-9a-f]+$/],
    ["/sys/block/nvme0n1/eui", "00 25 38 43 12 34 56 78", "43 12 34 56 78", /^00 25 38( [0-9a-f]{2}){5}$/],
    [
      "/sys/class/nvme-subsystem/nvme-subsys0/subsysnqn",
      NQN,
      UUID,
      /^nqn\.2014-08\.org\.nvmexpress:uuid:[0-9a-f-]{36}$/,
    ],
    [
      "/sys/class/nvme-subsystem/nvme-subsys0/subsysnqn",
      "nqn.1992-08.com.netapp:sn.d646dc63336511e995cb:subsystem.svm1",
      "d646dc63336511e995cb",
      /^nqn\.1992-08\.com\.netapp:sn\.\w{20}:subsystem\.svm1$/,
    ],
    [
      "/sys/class/nvme/nvme0/address",
      "traddr=nn-0x200200a0989b1d0a:pn-0x200300a0989b1d0a",
      "9b1d0a",
      /^traddr=nn-0x2[0-9a-f]{3}00a098[0-9a-f]{6}:pn-0x2[0-9a-f]{3}00a098[0-9a-f]{6}$/,
    ],
    ["/sys/block/vda/serial", "lun-0042-a", "lun-0042-a", /^[a-z]{3}-\d{4}-[a-z]$/],
    [
      "/sys/block/dasda/device/uid",
      "IBM.750000000DX111.1500.0a",
      "750000000DX111",
      /^IBM\.\w{14}\.1500\.0a$/,
    ],
    [
      "/sys/block/dm-0/dm/uuid",
      "mpath-3600a098038303053453f4830424d4e50",
      "38303053453f4830424d4e50",
      /^mpath-3600a098[0-9a-f]{25}$/,
    ],
    [
      "/sys/block/dm-1/dm/uuid",
      "part1-mpath-20025b5a1b2c3d4e5",
      "a1b2c3d4e5",
      /^part1-mpath-20025b5[0-9a-f]{10}$/,
    ],
    [
      "/sys/block/dm-2/dm/uuid",
      "LVM-3600a098038303053453f4830424d4e50",
      undefined,
      /^LVM-3600a098038303053453f4830424d4e50$/,
    ],
  ])("%s: %s", (path, written, secret, shape) => {
    const bundle: Bundle = {
      schema: "pathplug.bundle/1",
      recordedBy: "test",
      anonymized: false,
      links: {},
      directories: {},
      files: {
        [path]: `${written}\n`,
        "/proc/1/mountinfo": `36 22 253:0 / /srv rw - ext4 /dev/x-${written} rw\n`,
      },
    };
    const anonymous = anonymizeBundle(bundle, Buffer.from("salt"));
    const made = textOf(anonymous, path).trim();
    expect(made).toMatch(shape);
    if (secret !== undefined) expect(leaksOf(anonymous, [secret])).toEqual([]);
    expect(textOf(anonymous, "/proc/1/mountinfo")).toContain(`/dev/x-${made} `);
  });

  it("is replaced in the halves by which udev knows an id of 16 bytes", async () => {
    const naa = "600a098038303053453f4830424d4e50";
    const { anonymous } = await recorded({
      files: {
        "/sys/block/sda/dev": "8:0\n",
        "/sys/block/sda/device/wwid": `naa.${naa}\n`,
        "/run/udev/data/b8:0": `E:ID_WWN=0x${naa.slice(0, 16)}\nE:ID_WWN_VENDOR_EXTENSION=0x${naa.slice(16)}\n`,
      },
    });
    const made = textOf(anonymous, "/sys/block/sda/device/wwid").trim().slice(4);
    expect(textOf(anonymous, "/run/udev/data/b8:0")).toBe(
      `E:ID_WWN=0x${made.slice(0, 16)}\nE:ID_WWN_VENDOR_EXTENSION=0x${made.slice(16)}\n`,
    );
  });
});

const ABSENT = {
  naa: "600c0ff000123456789abcde01000000",
  eui: "0025384300abcdef",
  serial: "00c0ff4b5d6e",
  t10: "6A3F77129BCD",
  uuid: "5f3a2b1c-7788-4ae4-9a7b-0fbd1ab2a0ff",
  name: "iqn.2001-05.com.equallogic:0-8a0906-4d2f1",
  listed: "600a098038303053453f4830424d4e99",
  commented: "600a098038303053453f4830424d4e77",
  bound: "5000c500a1b2c3d4",
  set: "624a9370bd452205599f429100011499",
  excluded: "624a9370bd452205599f429100011488",
  noted: "6001405a0b1c2d3e4f50617283940516",
};
const PRESENT = { naa: "600c0ff000aabbccddeeff0102000000", serial: "1234567" };

/** Both paths of a LUN whose product's name has digits, which also stand in ids and settings. */
const msa = [0, 1].map((index) => ({
  dev: `sd${"ab"[index]}`,
  devt: `8:${index * 16}`,
  hctl: `${index}:0:0:1`,
  vendor: "HP",
  product: "MSA2324fc",
  revision: "V270",
  tpg: 0,
  port: index + 1,
  sectors: 12345672,
  udev: { ID_SERIAL: `3${PRESENT.naa}`, ID_MODEL: "MSA2324fc", ID_SCSI_SERIAL: PRESENT.serial },
  ...PRESENT,
}));

function entry(wwid: string, ids: readonly string[], more = ""): string {
  return `PATHPLUG_FORMAT="1"\nPATHPLUG_WWID="${wwid}"\nPATHPLUG_IDS="${ids.join(" ")}"\n${more}`;
}

const REGISTRY = "/etc/pathplug/luns.d";
const known = {
  ...OWNED,
  [`${REGISTRY}/naa.${ABSENT.naa}`]: entry(
    `3${ABSENT.naa}`,
    [`naa.${ABSENT.naa}`, `SHP_MSA2324fc_${ABSENT.serial}`],
    `PATHPLUG_SERIAL="${ABSENT.serial}"\nPATHPLUG_SECTORS="41234567"\nPATHPLUG_SETTINGS="5b9824ace9fc672e"\n`,
  ),
  [`${REGISTRY}/eui.${ABSENT.eui}`]: entry(`2${ABSENT.eui}`, [`eui.${ABSENT.eui}`]),
  [`${REGISTRY}/t10.ACME    Anvil ${ABSENT.t10}`]: entry(`1ACME_Anvil_${ABSENT.t10}`, [
    `t10.ACME\\x20\\x20\\x20\\x20Anvil\\x20${ABSENT.t10}`,
  ]),
  [`${REGISTRY}/${ABSENT.name}`]: entry(`8${ABSENT.name}`, []),
  [`/run/pathplug/luns.d/uuid.${ABSENT.uuid}`]: `PATHPLUG_FORMAT="9"\nPATHPLUG_WWID="uuid.${ABSENT.uuid}"\n`,
  [`/run/pathplug/in-use/naa.${ABSENT.noted}`]: "PATHPLUG_CLAIM_REASON=given-back\n",
  "/etc/multipath/wwids": `# Valid WWIDs:\n/3${PRESENT.naa}/\n/3${ABSENT.listed}/\n#/3${ABSENT.commented}/\n`,
  "/etc/multipath/bindings": `mpatha 3${PRESENT.naa}\nmpathb 3${ABSENT.bound}\n`,
  "/etc/multipath.conf": `devices {
  device {
    vendor "HP"
    product "MSA2324fc"
  }
}
blacklist {
  wwid "3600c0ff*"
  wwid "^3${ABSENT.excluded}$"
}
multipaths {
  multipath {
    wwid 3${PRESENT.naa}   # of the cluster
    alias data
  }
  multipath {
    wwid "SHP_MSA2324fc_${ABSENT.serial}"
  }
}
`,
  "/etc/pathplug/pathplug.json": `{ "luns": [{ "wwid": "3${ABSENT.set}", "alias": "archive" }] }\n`,
};

describe("an anonymized recording of a host that knows LUNs that are away", () => {
  it("has none of their ids: of the registry, of multipath-tools' files, of settings, of notes", async () => {
    const { bundle, anonymous } = await recorded({ disks: msa, files: known });
    const { name, ...ids } = ABSENT;
    const secrets = [
      ...Object.values(ids).map((id) => id.slice(-10)),
      name.slice(-7),
      PRESENT.naa,
      PRESENT.serial,
    ];
    expect(leaksOf(bundle, secrets)).toEqual(secrets);
    // The size of the disks in sectors holds the digits of their serial number by chance.
    expect(leaksOf(anonymous, secrets)).toEqual([PRESENT.serial]);
    expect(textOf(anonymous, "/run/udev/data/b8:0")).not.toContain(PRESENT.serial);
  });

  it("has the same other id in each of these files", async () => {
    const { anonymous } = await recorded({ disks: msa, files: known });
    const made = textOf(anonymous, "/sys/block/sda/device/wwid").trim().slice(4);
    expect(made).toMatch(/^600c0ff[0-9a-f]{25}$/);
    for (const path of ["/etc/multipath/wwids", "/etc/multipath/bindings", "/etc/multipath.conf"])
      expect(textOf(anonymous, path)).toContain(`3${made}`);
    const registered = Object.keys(anonymous.files).filter((path) => path.startsWith(`${REGISTRY}/naa.`));
    expect(registered).toHaveLength(1);
    for (const path of registered)
      expect(textOf(anonymous, path)).toContain(`PATHPLUG_WWID="3${path.slice(`${REGISTRY}/naa.`.length)}"`);
  });

  it("keeps products, patterns, sizes and digests, though they have digits", async () => {
    const { anonymous } = await recorded({ disks: msa, files: known });
    const conf = textOf(anonymous, "/etc/multipath.conf");
    expect(conf).toContain('product "MSA2324fc"');
    expect(conf).toContain('wwid "3600c0ff*"');
    expect(conf).toMatch(/wwid "SHP_MSA2324fc_\d\d[a-z]\d[a-z][a-z]\d[a-z]\d[a-z]\d[a-z]"/);
    expect(textOf(anonymous, "/sys/block/sda/device/inquiry")).toContain("MSA2324fc");
    const registry = Object.keys(anonymous.files).find((path) => path.startsWith(`${REGISTRY}/naa.`)) ?? "";
    expect(textOf(anonymous, registry)).toContain('PATHPLUG_SECTORS="41234567"');
    expect(textOf(anonymous, registry)).toContain('PATHPLUG_SETTINGS="5b9824ace9fc672e"');
  });

  it("is planned as the machine was", async () => {
    const { bundle, anonymous } = await recorded({ disks: msa, files: known });
    expect(await tablesOf(bundle)).toEqual([
      expect.stringMatching(/^create 0 12345672 multipath .* hpe\/msa/),
    ]);
    expect(await tablesOf(anonymous)).toEqual(await tablesOf(bundle));
  });

  it.each([
    ["a vendor", "vendor", "3PARdata"],
    ["a firmware", "rev", "2B2QEXM7"],
    ["a disk", "../x", "nvme0n1"],
    ["an adapter", "../x", "virtio2"],
  ])("takes the name of %s for no number of it: %s %s", (_, file, name) => {
    const bundle: Bundle = {
      schema: "pathplug.bundle/1",
      recordedBy: "test",
      anonymized: false,
      links: { "/sys/block/nvme0n1": "../devices/pci0000:00/virtio2/block/nvme0n1" },
      directories: {},
      files: {
        [`/sys/block/sda/device/${file}`]: `${name}\n`,
        "/etc/multipath/wwids": `/SACME_${name}_77AB12/\n`,
      },
    };
    const wwids = textOf(anonymizeBundle(bundle, Buffer.from("salt")), "/etc/multipath/wwids");
    expect(wwids).toMatch(new RegExp(`^/SACME_${name}_`));
    expect(wwids).not.toContain("77AB12");
  });
});
