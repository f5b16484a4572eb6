import { describe, expect, it } from "vitest";
import { runInProcess } from "./in-process.ts";
import { recording } from "./run.ts";

/** Command lines by the machine they look at; each output is a file in golden/. */
const LINES: Readonly<Record<string, readonly string[]>> = {
  "netapp-alua": [
    "status",
    "topology",
    "topology data",
    "topology sdf --json",
    "topology --json",
    "list paths",
    "list maps",
    "list maps --json",
    "explain sdf",
    "explain data --json",
    "explain vda",
    "explain vda1",
    "explain loop0 --json",
    "plan --verbose",
    "plan --json",
    "diff",
    "table render data",
    "doctor --json",
    "enable --dry-run",
  ],
  "refused-siblings": [
    "status",
    "status --json",
    "plan",
    "plan --json",
    "diff",
    "explain sdd",
    "explain sdd --json",
    "enable --dry-run",
    "enable --dry-run --json",
    "enable --dry-run --mode listed",
    "table render",
  ],
  "unknown-devices": [
    "status",
    "plan --json",
    "explain sda",
    "explain sdc",
    "explain sdd --json",
    "list paths --json",
  ],
  "hostile-strings": ["status", "list paths", "explain sdb", "explain sdd", "plan --json"],
  "used-lun": [
    "status",
    "plan --json",
    "explain sdb",
    "explain sda1",
    "enable --dry-run",
    "enable --dry-run --json",
  ],
  "left-lun": ["status", "status --json", "explain sda", "explain sdb", "explain sdb --json", "doctor"],
  "parked-lun": [
    "status",
    "explain sda",
    "explain sda --json",
    "explain 3624a9370bd452205599f429100011401",
    "explain archive",
    "explain naa.624a9370bd452205599f429100011402 --json",
    "doctor",
  ],
  "disarmed-host": ["status", "status --json", "explain sda", "explain sdb", "doctor"],
  "failing-worker": ["status", "explain sda", "explain sda --json", "doctor", "doctor --json"],
  "virtio-only": ["status", "topology --json", "plan --json", "list paths --json", "explain vda"],
};

describe.each(Object.entries(LINES))("on the machine %s", (machine, lines) => {
  it.each(lines)("`pathplug %s` prints what it has printed before", async (line) => {
    const argv = [...line.split(" "), "--replay", recording(machine)];
    const { status, stdout, stderr } = await runInProcess(argv);
    const text = `${stdout}---- stderr\n${stderr}---- exit status ${status}\n`;
    const file = `golden/${machine}/${line.replaceAll(/ +(--)?/g, "_")}.txt`;
    await expect(text).toMatchFileSnapshot(file);
  });
});
