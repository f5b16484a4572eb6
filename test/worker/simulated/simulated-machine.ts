import type { System } from "../../../host/system/system.ts";
import { type DiskSpec, diskFiles, diskLinks, rtpgOf } from "../../machines/disk.ts";
import { HOST_FILES } from "./host-files.ts";
import { MemoryTree } from "./memory-tree.ts";
import type { Ran } from "./ran.ts";
import { applyClaimRule } from "./simulated-claim-rule.ts";
import { SimulatedDm } from "./simulated-dm.ts";
import { answerProbe, resultOf } from "./simulated-probe.ts";
import { SimulatedReservations } from "./simulated-reservations.ts";
import { answerRegister, answerSg3, SimulatedLocks } from "./simulated-sg3.ts";
import { runWriter } from "./simulated-tee.ts";

/** What ends a run at once: nothing of it runs any more, not even its `finally`. */
export class Killed extends Error {}

/** When a run is killed: at its Nth call that changes something, before that has happened or after. */
export interface Kill {
  readonly at: number;
  readonly when: "before" | "after";
}

export interface SimulatedDisk extends DiskSpec {
  /** What the claim rule says of it while no registry file names it. */
  readonly claim?: "first-path" | "second-path" | "unknown";
}

/** How long udev takes for an event, milliseconds. */
const EVENT_TIME = 20;

const QUEUE = "/run/pathplug/queue";
const RUN_DIRECTORIES = "queue taken parked reload in-use maps rtpg recheck rechecking suspect".split(" ");

/** What starts a child that asks disks. */
const CHILD = "child";

/**
 * A host in memory: disks that come and go, udev with the claim rule, device-mapper. Time passes only while somebody
 * waits. The kernel and udev live on when a run is killed.
 */
export class SimulatedMachine {
  readonly tree = new MemoryTree();
  readonly dm = new SimulatedDm(this.tree, () => this.now);
  readonly disks = new Map<string, SimulatedDisk>();
  /** Called before each program is started: a test makes things happen in between. */
  beforeSpawn: (argv: readonly string[]) => void = () => {};
  readonly exclusive = new Set<string>();
  /** Disks that block whoever opens them, by kernel name. */
  readonly hanging = new Set<string>();
  /** Processes that have disks open, `PID COMM`, by kernel name. */
  readonly openers = new Map<string, string>();
  /** What a child of the worker that asks disks cannot do: see `Probed`. */
  readonly broken = new Set<string>();
  /** What REPORT TARGET PORT GROUPS says of every LUN. */
  answerRtpg: () => Uint8Array = () =>
    rtpgOf([
      { group: 1, state: 0 },
      { group: 2, state: 1 },
    ]);
  /** With what status sg_turs ends for a disk: sg3_utils(8). */
  answerTurs: (dev: string) => number = () => 0;
  /** What a disk itself says its page 83h is. */
  answerPage83: ((dev: string) => Uint8Array | undefined) | undefined = (dev) =>
    this.tree.read(`/sys/block/${dev}/device/vpd_pg83`);
  /** What a disk itself says of its page 80h: ILLEGAL REQUEST where it has none. */
  answerPage80 = (dev: string) => {
    const bytes = this.tree.read(`/sys/block/${dev}/device/vpd_pg80`);
    return bytes === undefined ? { status: 5 } : { status: 0, bytes };
  };
  /** What happens when a disk is told to ask its device again what it is. */
  onRescan: (dev: string) => void = () => {};
  readonly reservations = new SimulatedReservations();
  /** Nodes of disks that do not answer. */
  readonly silent = new Set<string>();
  /** What children of the worker were asked, of all runs. */
  readonly probes: string[] = [];
  /** Calls of the last run that changed something. */
  calls: string[] = [];
  now = 1_000;
  readonly #locks = new SimulatedLocks();
  readonly #links = new Map<string, string>();
  readonly #events: { readonly due: number; readonly happen: () => void }[] = [];
  #diskseq = 1;

  constructor(files: Readonly<Record<string, string>> = {}) {
    for (const [path, text] of Object.entries({ ...HOST_FILES, ...files })) this.tree.put(path, text);
    for (const name of RUN_DIRECTORIES) this.tree.makeDirectory(`/run/pathplug/${name}`);
  }

  /** Plugs a disk in; udev sees it a moment later. */
  plug(disk: SimulatedDisk): void {
    this.disks.set(disk.dev, disk);
    for (const [path, content] of diskFiles(disk)) this.tree.put(path, content);
    for (const [path, target] of diskLinks(disk)) this.#links.set(path, target);
    this.tree.put(`/sys/block/${disk.dev}/diskseq`, `${this.#diskseq++}\n`);
    this.tree.makeDirectory(`/sys/block/${disk.dev}/holders`);
    this.tree.put(`/sys/block/${disk.dev}/uevent`, "");
    this.#later(() => this.#ruled(disk));
  }

  unplug(dev: string): void {
    const disk = this.disks.get(dev);
    this.disks.delete(dev);
    this.tree.remove(`/sys/block/${dev}`);
    this.#links.delete(`/sys/block/${dev}`);
    this.#later(() => {
      const known = this.tree.text(`/run/udev/data/b${disk?.devt}`)?.includes("PATHPLUG_PATH=1");
      this.tree.remove(`/run/udev/data/b${disk?.devt}`);
      if (known === true) this.#mark(dev);
    });
  }

  /** Lets time pass until udev is idle. */
  settle(): void {
    for (let next = this.#events[0]; next !== undefined; next = this.#events[0])
      this.#pass(next.due - this.now);
  }

  /** Whether the path unit would start the worker. */
  hasMarkers(): boolean {
    const waiting = ["queue", "taken"].flatMap((name) => this.tree.list(`/run/pathplug/${name}`) ?? []);
    return waiting.length > 0;
  }

  /** What is parked, and what worker/scripts/retry.sh does after its wait. */
  parked(): readonly string[] {
    return [...(this.tree.list("/run/pathplug/parked") ?? [])].sort();
  }

  comeBack(): void {
    for (const name of this.parked()) this.tree.move(`/run/pathplug/parked/${name}`, `${QUEUE}/${name}`);
  }

  diskseq(dev: string): string | undefined {
    return this.tree.text(`/sys/block/${dev}/diskseq`)?.trim();
  }

  system(kill?: Kill): System {
    this.calls = [];
    let dead = false;
    const alive = (): void => {
      if (dead) throw new Killed();
    };
    const effect = <T>(what: string, happen: () => T): T => {
      alive();
      const isLast = this.calls.push(what) === kill?.at;
      if (isLast && kill.when === "before") dead = true;
      alive();
      const result = happen();
      if (isLast) dead = true;
      alive();
      return result;
    };
    const done = { kind: "written" } as const;
    const failed = { kind: "failed", errno: "ENOENT" } as const;
    const { tree } = this;
    const system: System = {
      live: true,
      readBytes: (path) => {
        alive();
        return tree.read(path);
      },
      list: (path) => {
        alive();
        return tree.list(path);
      },
      readLink: (path) => {
        alive();
        return this.#links.get(path);
      },
      exists: (path) => {
        alive();
        return tree.exists(path);
      },
      write: (path, content) => effect(`write ${path}`, () => (this.#write(path, content) ? done : failed)),
      makeDirectory: (path) =>
        effect(`mkdir ${path}`, () => {
          tree.makeDirectory(path);
          return done;
        }),
      rename: (from, to) => effect(`rename ${from}`, () => (tree.move(from, to) ? done : failed)),
      unlink: (path) => effect(`unlink ${path}`, () => (tree.remove(path) ? done : failed)),
      probeExclusive: (path) => {
        alive();
        return this.exclusive.has(path) ? "busy" : "free";
      },
      deviceOf: () => undefined,
      child: [CHILD],
      spawn: async (argv, { input = "", timeoutMs }) => {
        alive();
        if (argv[4] === "register") return await answerRegister(system, this.#locks, argv);
        if (argv[0] === CHILD) {
          this.beforeSpawn(argv);
          this.probes.push(argv.slice(2).join(" "));
          const { ran, took } = answerProbe(this, argv.slice(2), timeoutMs);
          this.#pass(took);
          return resultOf(ran);
        }
        this.beforeSpawn(argv);
        const ran = effect(argv.join(" "), () => this.#spawn(argv, input));
        this.#pass(5);
        return resultOf(ran);
      },
      sleep: async (milliseconds) => {
        alive();
        this.#pass(milliseconds);
      },
      monotonic: () => this.now,
      now: () => this.now,
    };
    return system;
  }

  #spawn(argv: readonly string[], input: string): Ran & { readonly bytes?: Uint8Array } {
    if (argv[0] === "dmsetup") return this.dm.run(argv, input);
    if (argv[0] === "tee" || argv[0] === "sh") return runWriter(this, argv, input);
    return answerSg3(this, argv, this.disks.get(argv.at(-1)?.slice("/dev/".length) ?? ""));
  }

  #write(path: string, content: string): boolean {
    const dev = /^\/sys\/block\/([^/]+)\/uevent$/.exec(path)?.[1];
    if (dev === undefined) this.tree.put(path, content);
    else {
      const disk = this.disks.get(dev);
      if (disk === undefined) return false;
      this.#later(() => this.#ruled(disk));
    }
    return true;
  }

  #later(happen: () => void): void {
    this.#events.push({ due: (this.#events.at(-1)?.due ?? this.now) + EVENT_TIME, happen });
  }

  #pass(milliseconds: number): void {
    this.now += milliseconds;
    for (let next = this.#events[0]; next !== undefined && next.due <= this.now; next = this.#events[0]) {
      this.#events.shift();
      next.happen();
    }
  }

  #ruled(disk: SimulatedDisk): void {
    if (this.disks.get(disk.dev)?.devt !== disk.devt) return;
    if (applyClaimRule(this.tree, disk, this.now)) this.#mark(disk.dev);
  }

  #mark(dev: string): void {
    this.tree.put(`${QUEUE}/${dev}`, "");
  }
}
