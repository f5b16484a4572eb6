import { parseTable } from "../../../core/topology/dm-table.ts";
import type { MultipathTable } from "../../../core/topology/map.ts";
import type { MemoryTree } from "./memory-tree.ts";
import type { Ran } from "./ran.ts";
import { readArguments } from "./read-arguments.ts";
import { SimulatedCookies } from "./simulated-cookies.ts";
import { infoText, statusText, withGroup, withQueueing } from "./simulated-dm-text.ts";
import { splitFields } from "./split-fields.ts";

/** A table as the kernel holds it: with the disks that were there when it was loaded. */
export interface LoadedTable {
  readonly text: string;
  readonly table: MultipathTable;
  /** diskseq by `major:minor`. */
  readonly bound: ReadonlyMap<string, string>;
  readonly readOnly: boolean;
  /** Numbers of the path groups that the kernel has disabled. */
  readonly disabled?: ReadonlySet<number>;
}

export interface SimulatedMap {
  name: string;
  readonly uuid: string;
  readonly minor: number;
  active?: LoadedTable | undefined;
  inactive?: LoadedTable | undefined;
  /** Has another target than multipath, one that fails all I/O. */
  isWiped?: boolean;
  open: number;
  /** `major:minor` of paths that the kernel uses no more. */
  readonly failed: Set<string>;
}

const OK: Ran = { status: 0 };

/** device-mapper as far as multipath maps go, with dmsetup in front of it; its part of sysfs is kept in `tree`. */
export class SimulatedDm {
  readonly maps: SimulatedMap[] = [];
  readonly cookies: SimulatedCookies;
  /** Table lines loaded and made live, in turn. */
  readonly loads: string[] = [];
  /** Messages that maps were sent, in turn. */
  readonly messages: string[] = [];
  /** Answers instead of dmsetup where it returns something. */
  intercept: (argv: readonly string[], input: string) => Ran | undefined = () => undefined;
  readonly #tree: MemoryTree;
  #nextMinor = 0;

  /** `clock` tells milliseconds since the epoch. */
  constructor(tree: MemoryTree, clock: () => number) {
    this.#tree = tree;
    this.cookies = new SimulatedCookies(clock);
  }

  run(argv: readonly string[], input: string): Ran {
    this.cookies.use(argv[argv.indexOf("--udevcookie") + 1] ?? "");
    const ran = this.intercept(argv, input) ?? this.#run(argv, input);
    this.#publish();
    return ran;
  }

  /** Makes a map without a table, as a killed dmsetup leaves it. */
  addEmpty(name: string, uuid: string): SimulatedMap {
    const map: SimulatedMap = { name, uuid, minor: this.#nextMinor++, open: 0, failed: new Set() };
    this.maps.push(map);
    this.#publish();
    return map;
  }

  #run([, command = "", ...rest]: readonly string[], input: string): Ran {
    const { words, values } = readArguments(rest);
    const uuid = values.get("--uuid");
    // A map is told by its UUID instead of its name, which comes first.
    if (uuid !== undefined) words.unshift(this.maps.find((map) => map.uuid === uuid)?.name ?? "");
    const [name = ""] = words;
    switch (command) {
      case "table":
        return { status: 0, stdout: this.#lines(({ active }) => active?.text) };
      case "status":
        return {
          status: 0,
          stdout: this.#lines(({ active, failed }) => active && statusText(active, failed), uuid),
        };
      case "info":
        return { status: 0, stdout: this.maps.map(infoText).join("") };
      case "udevcreatecookie":
        return { status: 0, stdout: `${this.cookies.create()}\n` };
      case "udevreleasecookie":
        return this.cookies.release(name) ? OK : refuse("no such cookie");
      case "create":
        return this.#create(input);
      case "load":
        return this.#load(name, values.get("--table") ?? "", rest.includes("--readonly"));
      case "resume":
        return this.#resume(name);
      case "clear":
        return this.#with(name, (map) => {
          map.inactive = undefined;
        });
      case "wipe_table":
        return this.#with(name, (map) => {
          map.active = undefined;
          map.isWiped = true;
        });
      case "remove":
        return this.#remove(name);
      case "rename":
        return this.#rename(words);
      case "message":
        return this.#with(name, (map) => this.#message(map, words.slice(2)));
      default:
        return refuse(`unknown command ${command}`);
    }
  }

  /** A line for each map; of one that was asked for by its UUID without its name. */
  #lines(textOf: (map: SimulatedMap) => string | undefined, uuid?: string): string {
    const asked = this.maps.filter((map) => uuid === undefined || map.uuid === uuid);
    return asked
      .map((map) => [map.name, textOf(map)])
      .flatMap(([name, text]) => (text ? `${uuid === undefined ? `${name}: ` : ""}${text}\n` : []))
      .join("");
  }

  #create(input: string): Ran {
    for (const one of splitFields(input, ";")) {
      const [name = "", uuid = "", , mode, table = ""] = splitFields(one, ",").map((field) =>
        field.replace(/\\(.)/g, "$1"),
      );
      if (this.maps.some((map) => map.name === name || map.uuid === uuid))
        return refuse(`${name}: Device or resource busy`);
      const loaded = this.#open(table, mode === "ro");
      if (typeof loaded === "string") return refuse(loaded);
      this.maps.push({ name, uuid, minor: this.#nextMinor++, active: loaded, open: 0, failed: new Set() });
      this.loads.push(`${name}: ${table}`);
    }
    return OK;
  }

  #load(name: string, text: string, readOnly: boolean): Ran {
    const loaded = this.#open(text, readOnly);
    if (typeof loaded === "string") return refuse(loaded);
    return this.#with(name, (map) => {
      map.inactive = loaded;
    });
  }

  #resume(name: string): Ran {
    return this.#with(name, (map) => {
      if (map.inactive === undefined) return;
      map.active = map.inactive;
      map.isWiped = false;
      map.inactive = undefined;
      map.failed.clear();
      this.loads.push(`${name}: ${map.active.text}`);
    });
  }

  #message(map: SimulatedMap, words: readonly string[]): void {
    const [message, devt = ""] = words;
    if (message === "fail_path") map.failed.add(devt);
    if (message === "reinstate_path") map.failed.delete(devt);
    if (message === "fail_if_no_path" || message === "queue_if_no_path")
      map.active = map.active && withQueueing(map.active, message === "queue_if_no_path");
    if (message === "switch_group") map.active = map.active && withGroup(map.active, Number(devt));
    this.messages.push([map.name, ...words].join(" "));
  }

  #remove(name: string): Ran {
    const map = this.maps.find((one) => one.name === name);
    if (map === undefined) return refuse(`${name}: No such device`);
    if (map.open > 0) return refuse(`${name}: Device or resource busy`);
    this.maps.splice(this.maps.indexOf(map), 1);
    return OK;
  }

  #rename(words: readonly string[]): Ran {
    const [from = "", to = ""] = words;
    if (this.maps.some(({ name }) => name === to)) return refuse(`${to}: File exists`);
    return this.#with(from, (map) => {
      map.name = to;
    });
  }

  #with(name: string, change: (map: SimulatedMap) => void): Ran {
    const map = this.maps.find((one) => one.name === name);
    if (map === undefined) return refuse(`${name}: No such device`);
    change(map);
    return OK;
  }

  /** Opens the disks of a table; a sentence where one is not there. */
  #open(text: string, readOnly: boolean): LoadedTable | string {
    const parsed = parseTable(text);
    if (parsed.kind === "broken") return parsed.diagnostic.message;
    const bound = new Map<string, string>();
    for (const { devt } of parsed.value.groups.flatMap(({ paths }) => paths)) {
      const dev = (this.#tree.list("/sys/block") ?? []).find(
        (name) => this.#tree.text(`/sys/block/${name}/dev`)?.trim() === devt,
      );
      const seq = this.#tree.text(`/sys/block/${dev}/diskseq`)?.trim();
      if (seq === undefined) return `${devt}: No such device`;
      // device_area_is_invalid (drivers/md/dm-table.c).
      if (Number(this.#tree.text(`/sys/block/${dev}/size`)) < parsed.value.sectors)
        return `${devt}: Invalid argument`;
      // sd_open (drivers/scsi/sd.c): what is write-protected is not opened for writing.
      if (!readOnly && this.#tree.text(`/sys/block/${dev}/ro`)?.trim() === "1")
        return `${devt}: Read-only file system`;
      bound.set(devt, seq);
    }
    return { text, table: parsed.value, bound, readOnly };
  }

  #publish(): void {
    const tree = this.#tree;
    this.cookies.publish(tree);
    for (const name of tree.list("/sys/block") ?? []) {
      if (name.startsWith("dm-")) tree.remove(`/sys/block/${name}`);
      else
        for (const holder of tree.list(`/sys/block/${name}/holders`) ?? [])
          tree.remove(`/sys/block/${name}/holders/${holder}`);
    }
    for (const { minor, name, uuid, active } of this.maps) {
      const dm = `dm-${minor}`;
      tree.put(`/sys/block/${dm}/dev`, `253:${minor}\n`);
      tree.put(`/sys/block/${dm}/size`, `${active?.table.sectors ?? 0}\n`);
      tree.put(`/sys/block/${dm}/ro`, active?.readOnly ? "1\n" : "0\n");
      tree.put(`/sys/block/${dm}/dm/name`, `${name}\n`);
      tree.put(`/sys/block/${dm}/dm/uuid`, `${uuid}\n`);
      tree.put(`/sys/block/${dm}/dm/suspended`, "0\n");
      this.#publishHolder(minor, [...(active?.bound.values() ?? [])]);
    }
  }

  #publishHolder(minor: number, diskseqs: readonly string[]): void {
    for (const disk of this.#tree.list("/sys/block") ?? []) {
      const seq = this.#tree.text(`/sys/block/${disk}/diskseq`)?.trim();
      if (seq !== undefined && diskseqs.includes(seq)) this.#link(disk, `dm-${minor}`, minor);
    }
  }

  #link(disk: string, dm: string, minor: number): void {
    this.#tree.put(`/sys/block/${disk}/holders/${dm}/dev`, `253:${minor}\n`);
    this.#tree.put(`/sys/block/${dm}/slaves/${disk}/dev`, this.#tree.text(`/sys/block/${disk}/dev`) ?? "");
  }
}

function refuse(stderr: string): Ran {
  return { status: 1, stderr };
}
