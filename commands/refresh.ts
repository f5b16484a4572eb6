import { changedVerdicts } from "../core/plan/changed-verdicts.ts";
import { checkHwdb } from "../host/doctor-udev.ts";
import { readLiveProfiles, readShippedTexts, readSiteSources } from "../host/installed-profiles.ts";
import { readMachine } from "../host/machine.ts";
import { compileProfileDirectories } from "../host/profile-files.ts";
import { performRefresh, planRefresh } from "../host/refresh.ts";
import { triggerDisk } from "../host/scsi-disk.ts";
import { PathplugCommand } from "./base.ts";
import { changedAt } from "./changed-at.ts";
import { loadValidators } from "./view.ts";

export class Refresh extends PathplugCommand<typeof Refresh> {
  static override summary = "Compile all profile directories and make udev use them. Needs root.";
  static override description =
    "Writes /etc/pathplug/profiles.json and /etc/udev/hwdb.d/60-pathplug.hwdb, and has udev look again at disks whose verdict changes. A broken site file is skipped and reported.";
  static override examples = ["<%= config.bin %> refresh"];

  override async run(): Promise<void> {
    this.requireRoot();
    const { system, base, library } = this.source;
    const { texts, settings } = readSiteSources(system);
    const shipped = readShippedTexts(base, library);
    const { compiled, findings } = compileProfileDirectories(
      [...shipped, ...texts],
      settings,
      await loadValidators(),
    );
    this.noteFindings(findings);
    const before = readLiveProfiles(base, { library });
    const machine = await readMachine(system);
    const changed = changedVerdicts(machine, before, compiled);
    const files = planRefresh(system, compiled);
    // The files may be right and the database that udev reads be missing or older: `doctor` sends people here.
    const isStale = checkHwdb(system, compiled, changedAt).verdict !== "ok";
    if (files.size > 0 || isStale) {
      await this.working("compiling the hardware database", performRefresh(system, files));
    }
    for (const dev of changed) triggerDisk(system, dev);
    if (this.flags.json) {
      return this.printJson({ schema: "pathplug.refresh/1", written: [...files.keys()], triggered: changed });
    }
    if (files.size > 0) this.note(`wrote ${[...files.keys()].join(", ")}`);
    else this.note(isStale ? "the hardware database is compiled" : "the profiles in force are up to date");
    if (changed.length > 0) this.note(`udev looks again at ${changed.join(" ")}`);
  }
}
