import { writeFileSync } from "node:fs";
import { Flags } from "@oclif/core";
import { anonymizeBundle } from "../host/recording/anonymize.ts";
import { packBundle } from "../host/recording/bundle-file.ts";
import { recordMachine } from "../host/recording/record-machine.ts";
import { fail } from "../host/system/failure.ts";
import { PathplugCommand } from "./base.ts";

export class RecordMachine extends PathplugCommand<typeof RecordMachine> {
  static override summary = "Record this machine in one file, for `--replay`.";
  static override description =
    "Holds what the read commands read: sysfs of all disks, udev's records of them, device-mapper's tables, /etc/pathplug.";
  static override examples = [
    "<%= config.bin %> record -o machine.ppb",
    "<%= config.bin %> record --anonymize -o report.ppb",
  ];
  static override flags = {
    output: Flags.string({ char: "o", description: "file to write", required: true, helpValue: "FILE" }),
    anonymize: Flags.boolean({ description: "replace serial numbers and WWIDs, each by one of its kind" }),
  };

  override async run(): Promise<void> {
    const { output, anonymize } = this.flags;
    const { kind, system } = this.source;
    if (kind === "live" && process.getuid?.() !== 0) {
      this.note("not root: device-mapper and some pages of the disks may be missing in the recording");
    }
    const recorded = await recordMachine(system, `pathplug ${this.config.version}`);
    const bundle = anonymize ? anonymizeBundle(recorded) : recorded;
    const bytes = packBundle(bundle);
    try {
      writeFileSync(output, bytes);
    } catch (reason) {
      fail("failed", "write-failed", output, `${output} could not be written: ${(reason as Error).message}`);
    }
    const files = Object.keys(bundle.files).length;
    if (this.flags.json)
      this.printJson({ schema: "pathplug.record/1", file: output, bytes: bytes.length, files });
    else this.note(`${output}: ${files} files in ${bytes.length} bytes${anonymize ? ", anonymized" : ""}`);
  }
}
