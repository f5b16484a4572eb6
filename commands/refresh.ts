import { diagnoseAny } from "../core/diagnostic/all-codes.ts";
import { changedVerdicts, keepSettings, sameExclusions } from "../core/plan/changed-verdicts.ts";
import { triggerDisk } from "../host/devices/scsi-disk.ts";
import { refreshProfiles } from "../host/doctor/refresh-profiles.ts";
import { readMachine } from "../host/machine.ts";
import { readLiveProfiles, readShippedTexts, readSiteSources } from "../host/profiles/installed-profiles.ts";
import { settingsPath } from "../host/profiles/profile-directories.ts";
import { compileProfileDirectories } from "../host/profiles/profile-files.ts";
import { EVERYTHING, kickAssemble } from "../host/run/run-directory.ts";
import { PathplugCommand } from "./base.ts";
import { changedAt } from "./changed-at.ts";
import { loadValidators } from "./view.ts";

export class Refresh extends PathplugCommand<typeof Refresh> {
  static override summary = "Compile all profile directories and make udev use them. Needs root.";
  static override description =
    "Writes /etc/pathplug/profiles.json and /etc/udev/hwdb.d/60-pathplug.hwdb, and has udev look again at disks whose verdict changes. A broken site file is skipped and reported; of a broken pathplug.json, the settings that were in force stay so.";
  static override examples = ["<%= config.bin %> refresh"];

  override async run(): Promise<void> {
    this.requireRoot();
    const { system, base, library } = this.source;
    const { texts, settings } = readSiteSources(system);
    const shipped = readShippedTexts(base, library);
    const compilation = compileProfileDirectories([...shipped, ...texts], settings, await loadValidators());
    this.noteFindings(compilation.findings);
    const before = readLiveProfiles(base, { library });
    const isReadable = settings === undefined || compilation.sources.site !== undefined;
    const { compiled, isKept } = keepSettings(before, compilation, isReadable);
    if (isKept)
      this.noteFindings([diagnoseAny("settings-kept", settingsPath, "what was in force stays so.")]);
    const machine = await readMachine(system);
    const changed = changedVerdicts(machine, before, compiled);
    const work = refreshProfiles(system, compiled, changedAt);
    const { written, compiled: isCompiled } = await this.working("compiling the hardware database", work);
    for (const dev of changed) triggerDisk(system, dev);
    if (machine.armed && !sameExclusions(before, compiled)) kickAssemble(system, EVERYTHING);
    if (this.flags.json) return this.printJson({ schema: "pathplug.refresh/1", written, triggered: changed });
    if (written.length > 0) this.note(`wrote ${written.join(", ")}`);
    else this.note(isCompiled ? "the hardware database is compiled" : "the profiles in force are up to date");
    if (changed.length > 0) this.note(`udev looks again at ${changed.join(" ")}`);
  }
}
