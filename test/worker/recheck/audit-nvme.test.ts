import { describe, expect, it } from "vitest";
import type { System } from "../../../host/system/system.ts";
import { audit } from "../../../worker/recheck/audit.ts";
import { be, bytes } from "../../core/decode/valid-pages.ts";
import { SimulatedMachine } from "../simulated/simulated-machine.ts";
import { run } from "../simulated/simulated-run.ts";

const wwidOf = (namespace: number) => `uuid.0ab5b9f0-1c43-4ae4-9a7b-0fbd1ab2a00${namespace}`;
const OPTIMIZED = 1;
const NON_OPTIMIZED = 2;

const le = (value: number, length: number) => be(value, length).toReversed();

/** An ANA log page that has both namespaces in one group of a state. */
const anaLog = (state: number): Uint8Array =>
  bytes(le(1, 8), le(1, 8), le(1, 4), le(2, 4), le(1, 8), state, new Array(15).fill(0), le(1, 4), le(2, 4));

/** A host with nvme_core.multipath=N, two controllers and two namespaces, each of which has a map. */
async function hostWithNamespaces(states: (number | undefined)[] = [OPTIMIZED, NON_OPTIMIZED]) {
  const machine = new SimulatedMachine({ "/sys/module/nvme_core/parameters/multipath": "N\n" });
  for (const namespace of [1, 2]) {
    const wwid = wwidOf(namespace);
    machine.tree.put(
      `/etc/pathplug/luns.d/${wwid}`,
      `PATHPLUG_FORMAT="1"\nPATHPLUG_WWID="${wwid}"\nPATHPLUG_IDS=""\n`,
    );
    for (const controller of [0, 1]) plugNamespace(machine, controller, namespace);
  }
  const asked: string[] = [];
  const real = machine.system();
  const spawn: System["spawn"] = async (argv, options) => {
    if (argv[0] === "dd") return { status: 0, timedOut: false, stdout: bytes(), stderr: "" };
    if (argv[0] !== "nvme") return await real.spawn(argv, options);
    const controller = argv[2] ?? "";
    asked.push(controller);
    const state = states[Number(controller.at(-1))];
    return state === undefined
      ? { status: 1, timedOut: false, stdout: bytes(), stderr: "Invalid Log Page" }
      : { status: 0, timedOut: false, stdout: anaLog(state), stderr: "" };
  };
  const system = { ...real, spawn };
  const follow = async (): Promise<void> => {
    machine.settle();
    await run(machine, undefined, false, system);
    machine.settle();
  };
  await follow();
  asked.length = 0;
  return { machine, system, states, asked, follow };
}

function plugNamespace({ tree }: SimulatedMachine, controller: number, namespace: number): void {
  const dev = `nvme${controller}n${namespace}`;
  const devt = `259:${controller * 4 + namespace}`;
  const files = {
    dev: devt,
    diskseq: `${controller * 4 + namespace}`,
    size: "131072",
    ro: "0",
    wwid: wwidOf(namespace),
    nsid: `${namespace}`,
    "queue/logical_block_size": "512",
    "device/state": "live",
    "device/model": "ACME Rocket",
    "device/firmware_rev": "1.0",
    "device/serial": "S1",
    "device/cntlid": `${controller + 1}`,
    "device/transport": "tcp",
  };
  for (const [file, text] of Object.entries(files)) tree.put(`/sys/block/${dev}/${file}`, `${text}\n`);
  tree.makeDirectory(`/sys/block/${dev}/holders`);
  const properties = ["PATHPLUG_PATH=1", `PATHPLUG_ID=${wwidOf(namespace)}`, "DM_MULTIPATH_DEVICE_PATH=1"];
  tree.put(`/run/udev/data/b${devt}`, `I:1\n${properties.map((each) => `E:${each}\n`).join("")}`);
  tree.put(`/run/pathplug/queue/${dev}`, "");
}

/** Numbers of each map's paths, in its order. */
const groupsOf = ({ dm }: SimulatedMachine) =>
  dm.maps.map(({ active }) => active?.text.match(/\b259:\d+/g)?.join(" ")).sort();
const markers = ({ tree }: SimulatedMachine) => tree.list("/run/pathplug/queue");

describe("the audit of NVMe namespaces", () => {
  it("has the worker regroup the maps of a subsystem whose controllers have changed places, and leaves them then", async () => {
    const { machine, system, states, follow } = await hostWithNamespaces();
    expect(groupsOf(machine)).toEqual(["259:1 259:5", "259:2 259:6"]);
    await audit(system, () => {});
    expect(markers(machine)).toEqual([]);
    states.reverse();
    await audit(system, () => {});
    expect(markers(machine)).toHaveLength(2);
    await follow();
    expect(groupsOf(machine)).toEqual(["259:5 259:1", "259:6 259:2"]);
    await audit(system, () => {});
    expect(markers(machine)).toEqual([]);
  });

  it("asks each controller once, however many namespaces it has", async () => {
    const { system, asked } = await hostWithNamespaces();
    await audit(system, () => {});
    expect(asked.toSorted()).toEqual(["/dev/nvme0", "/dev/nvme1"]);
  });

  it("asks none of a subsystem that has told no ANA states when its maps were made", async () => {
    const { machine, system, asked } = await hostWithNamespaces([undefined, undefined]);
    expect(groupsOf(machine)).toEqual(["259:1 259:5", "259:2 259:6"]);
    await audit(system, () => {});
    expect(asked).toEqual([]);
  });
});
