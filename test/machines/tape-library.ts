import { bytes, designator, fromHex, vpd } from "../core/decode/valid-pages.ts";
import type { MachineSpec } from "./machine.ts";

interface Path {
  readonly kind: "tape" | "changer";
  readonly naa: string;
  readonly hctl: string;
  readonly state?: string;
  /** Kernel names of its nodes with their numbers, and what the links of each end with. */
  readonly nodes: readonly (readonly [dev: string, devt: string, suffix: string])[];
}

const DRIVE = "5000e111c5a0b001";
const CHANGER = "5000e111c5a0b002";

/** A drive that two ports reach, of which the first has gone offline, and a changer behind both. */
const PATHS: readonly Path[] = [
  {
    kind: "tape",
    naa: DRIVE,
    hctl: "0:0:0:0",
    state: "offline",
    nodes: [
      ["st0", "9:0", ""],
      ["nst0", "9:128", "-nst"],
    ],
  },
  {
    kind: "tape",
    naa: DRIVE,
    hctl: "1:0:0:0",
    nodes: [
      ["st1", "9:1", ""],
      ["nst1", "9:129", "-nst"],
    ],
  },
  {
    kind: "changer",
    naa: CHANGER,
    hctl: "0:0:0:1",
    nodes: [
      ["sg2", "21:2", "-changer"],
      ["sch0", "86:0", "-sch"],
    ],
  },
  {
    kind: "changer",
    naa: CHANGER,
    hctl: "1:0:0:1",
    nodes: [
      ["sg3", "21:3", "-changer"],
      ["sch1", "86:1", "-sch"],
    ],
  },
];

function classOf(dev: string): string {
  if (dev.startsWith("sg")) return "scsi_generic";
  return dev.startsWith("sch") ? "scsi_changer" : "scsi_tape";
}

function filesOf({ kind, naa, state = "running", nodes }: Path): [string, string | Uint8Array][] {
  const type = kind === "tape" ? 1 : 8;
  const product = kind === "tape" ? "ULTRIUM-HH8" : "3573-TL";
  return nodes.flatMap(([dev, devt, suffix]) => {
    const node = `/sys/class/${classOf(dev)}/${dev}`;
    const priority = (kind === "tape" ? 10 : 0) - (state === "running" ? 0 : 5);
    const names = dev.startsWith("sch") ? [`naa.${naa}`] : [`3${naa}`, `naa.${naa}`];
    const links = names.map((name) => `S:pathplug/by-wwid/${name}${suffix}\n`).join("");
    return [
      [`${node}/dev`, `${devt}\n`],
      [`${node}/device/type`, `${type}\n`],
      [`${node}/device/state`, `${state}\n`],
      [`${node}/device/vendor`, "IBM     \n"],
      [`${node}/device/model`, `${product.padEnd(16)}\n`],
      [`${node}/device/rev`, "N9P0\n"],
      [`${node}/device/wwid`, `naa.${naa}\n`],
      [
        `${node}/device/inquiry`,
        bytes(type, 0x80, 6, 2, 31, 0, 0, 2, "IBM     ", product.padEnd(16), "N9P0"),
      ],
      [`${node}/device/vpd_pg83`, vpd(0x83, designator(1, 0, 3, fromHex(naa)))],
      [
        `/run/udev/data/c${devt}`,
        `${links}L:${priority}\nE:PATHPLUG_TAPE_STATE=${state}\nQ:pathplug-tape\nV:1\n`,
      ],
    ];
  });
}

export const tapeLibrary: MachineSpec = {
  disks: [],
  files: {
    ...Object.fromEntries(PATHS.flatMap(filesOf)),
    "/etc/pathplug/owner": "pathplug known\n",
    "/run/pathplug/armed": "",
  },
  links: Object.fromEntries(
    PATHS.flatMap(({ hctl, nodes }) =>
      nodes.map(([dev]) => [`/sys/class/${classOf(dev)}/${dev}/device`, `../../../${hctl}`]),
    ),
  ),
};
