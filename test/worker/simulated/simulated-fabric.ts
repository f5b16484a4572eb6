import { encodeText } from "../../../core/bytes/text.ts";
import type { SpawnResult, System } from "../../../host/system/system.ts";
import { audit } from "../../../worker/recheck/audit.ts";
import { recheck } from "../../../worker/recheck/recheck.ts";
import { designator, fromHex, vpd } from "../../core/decode/valid-pages.ts";
import { MemoryTree } from "./memory-tree.ts";

/** A path of a host with many, whose commands take time. */
export interface FabricPath {
  readonly dev: string;
  readonly devt: string;
  readonly wwid: string;
  /** `H:C:T` of its target. */
  readonly target: string;
  state: "A" | "F";
}

/** How long a command takes where it is answered, milliseconds. */
const ANSWER = 20;
const TRANSPORT_ERROR = 35;

/**
 * A host of many LUNs with two paths each, and the recheck on it. Programs take time and run side by side, what hangs stays in the
 * kernel for a minute after it was killed.
 */
export class SimulatedFabric {
  readonly tree = new MemoryTree();
  readonly paths: readonly FabricPath[];
  readonly #byDev: ReadonlyMap<string, FabricPath>;
  now = 0;
  /** How long the kernel holds a program that was killed, milliseconds. */
  held = 60_000;
  /** What a path does with a command. */
  answers: (path: FabricPath) => "well" | "fails" | "hangs" = () => "well";
  readonly said: string[] = [];
  /** Commands under way that may be answered, and those that hang in the kernel. */
  running = 0;
  hung = 0;
  most = { running: 0, hung: 0 };
  /** Disks that were asked something. */
  readonly asked = new Set<string>();
  readonly #due: { readonly at: number; readonly happen: () => void }[] = [];

  constructor(luns: number, targetsOf: (lun: number) => readonly [string, string]) {
    this.tree.put("/etc/pathplug/owner", "PATHPLUG_OWNER=pathplug\nPATHPLUG_MODE=known\n");
    this.paths = Array.from({ length: luns }, (_, lun) => lun).flatMap((lun) =>
      targetsOf(lun).map((target, path): FabricPath => {
        const number = lun * 2 + path;
        return { dev: nameOf(number), devt: `66:${number}`, wwid: `3600${lun}`, target, state: "A" };
      }),
    );
    this.#byDev = new Map(this.paths.map((path) => [path.dev, path]));
    this.paths.forEach(({ dev, devt, wwid }, number) => {
      this.tree.put(`/sys/block/${dev}/dev`, `${devt}\n`);
      this.tree.put(`/sys/block/${dev}/diskseq`, `${number + 1}\n`);
      this.tree.put(`/sys/block/${dev}/device/state`, "running\n");
      const naa = `6${wwid.slice(1).padStart(31, "0")}`;
      this.tree.put(`/sys/block/${dev}/device/vpd_pg83`, vpd(0x83, designator(1, 0, 3, fromHex(naa))));
    });
    for (let lun = 0; lun < luns; lun++) {
      this.tree.put(`/sys/block/dm-${lun}/dm/uuid`, `mpath-3600${lun}\n`);
      this.tree.put(`/sys/block/dm-${lun}/dm/name`, `3600${lun}\n`);
    }
  }

  /** Runs the recheck until so much time has passed, milliseconds; `at` happens when its clock passes that many. */
  async run(end: number, at: Readonly<Record<number, () => void>> = {}): Promise<void> {
    this.tree.put("/run/pathplug/recheck/dm-0", "");
    for (const [time, happen] of Object.entries(at)) this.#later(Number(time), happen);
    const over = new Error("over");
    const system = this.#system();
    const timed: System = {
      ...system,
      sleep: async (milliseconds) => {
        if (this.now >= end) throw over;
        await system.sleep(milliseconds);
      },
    };
    await recheck(timed, (severity, text) => this.said.push(`${severity}: ${text}`)).catch((reason) => {
      if (reason !== over) throw reason;
    });
  }

  /** Runs one audit; returns how long it took, milliseconds. */
  async audit(): Promise<number> {
    const system = this.#system();
    const began = this.now;
    let took: number | undefined;
    void audit(system, (severity, text) => this.said.push(`${severity}: ${text}`)).then(() => {
      took = this.now - began;
    });
    while (took === undefined) await system.sleep(250);
    return took;
  }

  #later(milliseconds: number, happen: () => void): void {
    this.#due.push({ at: this.now + milliseconds, happen });
    this.#due.sort((a, b) => a.at - b.at);
  }

  #system(): System {
    const { tree } = this;
    const done = (worked: boolean) =>
      worked ? ({ kind: "written" } as const) : ({ kind: "failed", errno: "ENOENT" } as const);
    return {
      live: true,
      readBytes: (path) => tree.read(path),
      list: (path) => tree.list(path),
      readLink: (path) => {
        const disk = /^\/sys\/block\/(sd[a-z]+)\/device$/.exec(path)?.[1];
        const target = this.#byDev.get(disk ?? "")?.target;
        return target === undefined ? undefined : `../../../${target}:0`;
      },
      exists: (path) => tree.exists(path),
      write: (path, content) => {
        tree.put(path, content);
        return done(true);
      },
      makeDirectory: (path) => {
        tree.makeDirectory(path);
        return done(true);
      },
      rename: (from, to) => done(tree.move(from, to)),
      unlink: (path) => done(tree.remove(path)),
      probeExclusive: () => "free",
      deviceOf: () => undefined,
      child: ["child"],
      spawn: (argv, { timeoutMs }) => this.#spawn(argv, timeoutMs),
      sleep: async (milliseconds) => {
        const end = this.now + milliseconds;
        for (let next = this.#due[0]; next !== undefined && next.at <= end; next = this.#due[0]) {
          this.#due.shift();
          this.now = next.at;
          next.happen();
          await new Promise((resolve) => setImmediate(resolve));
        }
        this.now = end;
      },
      monotonic: () => this.now,
      now: () => this.now,
    };
  }

  async #spawn(argv: readonly string[], timeoutMs: number): Promise<SpawnResult> {
    // dmsetup message --uuid mpath-WWID 0 MESSAGE DEVT
    const [program, question, , uuid, , message, devt] = argv;
    const ended = (status: number, text = "", stderr = ""): SpawnResult => ({
      status,
      timedOut: false,
      stdout: encodeText(text),
      stderr,
    });
    if (program === "dmsetup" && question === "message") {
      const path = this.paths.find((one) => one.devt === devt && `mpath-${one.wwid}` === uuid);
      if (path !== undefined) path.state = message === "reinstate_path" ? "A" : "F";
      return ended(0);
    }
    if (program === "dmsetup") return ended(0, this.#lines(question === "table"));
    const path = this.#byDev.get((argv.at(-1) ?? "").slice("/dev/".length));
    if (path === undefined) return ended(127);
    this.asked.add(path.dev);
    const answer = this.answers(path);
    this.#count(1, 0);
    return new Promise((resolve) => {
      if (answer !== "hangs") {
        this.#later(ANSWER, () => {
          this.#count(-1, 0);
          const page =
            program === "sg_vpd" ? this.tree.read(`/sys/block/${path.dev}/device/vpd_pg83`) : undefined;
          const data = page === undefined ? {} : { stdout: page };
          resolve(answer === "well" ? { ...ended(0), ...data } : ended(TRANSPORT_ERROR));
        });
        return;
      }
      this.#later(timeoutMs, () => {
        this.#count(-1, 1);
        const gone = new Promise<void>((isGone) => {
          this.#later(this.held, () => {
            this.#count(0, -1);
            isGone();
          });
        });
        resolve({ timedOut: true, stdout: new Uint8Array(0), stderr: "", gone });
      });
    });
  }

  #count(running: number, hung: number): void {
    this.running += running;
    this.hung += hung;
    this.most = {
      running: Math.max(this.most.running, this.running),
      hung: Math.max(this.most.hung, this.hung),
    };
  }

  #lines(isTable: boolean): string {
    const luns = new Map<string, FabricPath[]>();
    for (const path of this.paths) luns.set(path.wwid, [...(luns.get(path.wwid) ?? []), path]);
    const lines = [...luns].map(([wwid, paths]) =>
      isTable
        ? `${wwid}: 0 8192 multipath 1 queue_if_no_path 0 1 1 service-time 0 ${paths.length} 1 ${paths.map(({ devt }) => `${devt} 1`).join(" ")}`
        : `${wwid}: 0 8192 multipath 2 0 0 0 1 1 A 0 ${paths.length} 2 ${paths.map(({ devt, state }) => `${devt} ${state} 0 0 1`).join(" ")}`,
    );
    return `${lines.join("\n")}\n`;
  }
}

/** Kernel name of the disk with a number, as the kernel counts: sda, …, sdz, sdaa. */
function nameOf(number: number): string {
  let letters = "";
  for (let left = number; left >= 0; left = Math.floor(left / 26) - 1)
    letters = String.fromCharCode(97 + (left % 26)) + letters;
  return `sd${letters}`;
}
