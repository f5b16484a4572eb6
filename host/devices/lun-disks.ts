import { decodePath } from "../../core/topology/path-facts.ts";
import type { System } from "../system/system.ts";
import { readAttribute } from "../system/text.ts";
import { listDisks, readDisk } from "./disks.ts";

/** Which spellings of a LUN's id count: those that a map can have, or any that somebody may take for one of them. */
export type Spelling = "of-maps" | "any";

/** The disks of one LUN, looked for in sysfs alone: no program, no command to a device. */
export class LunDisks {
  readonly #system: System;
  readonly #wwid: string;
  readonly #spelling: Spelling;
  /** Whether a disk belongs to it, by its name and diskseq; a page 83h does not change while the disk stays. */
  readonly #known = new Map<string, boolean>();

  constructor(system: System, wwid: string, spelling: Spelling = "of-maps") {
    this.#system = system;
    this.#wwid = wwid;
    this.#spelling = spelling;
  }

  /** Kernel names of those that are there now. */
  look(): readonly string[] {
    return listDisks(this.#system).filter((dev) => {
      const key = `${dev} ${readAttribute(this.#system, `/sys/block/${dev}/diskseq`)}`;
      const isOurs = this.#known.get(key) ?? this.#read(dev);
      if (isOurs !== undefined) this.#known.set(key, isOurs);
      return isOurs === true;
    });
  }

  /** Absent while the kernel has not read the disk's pages. */
  #read(dev: string): boolean | undefined {
    const raw = readDisk(this.#system, dev);
    if (raw === undefined || (raw.transport !== "nvme" && raw.pages["83"] === undefined)) return undefined;
    const { identity, idSerial } = decodePath(raw).path;
    const { candidates, wwid, kernelId, scsiId, sg3Id } = identity;
    const others = this.#spelling === "any" ? [kernelId, scsiId, sg3Id] : [];
    return [...candidates, wwid, idSerial, ...others].includes(this.#wwid);
  }
}
