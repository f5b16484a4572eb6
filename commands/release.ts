import { Flags } from "@oclif/core";
import { readMachine } from "../host/machine.ts";
import { readHandover } from "../host/ownership/handover-note.ts";
import { readOwnership } from "../host/ownership/ownership.ts";
import { performRelease } from "../host/ownership/release.ts";
import { fail } from "../host/system/failure.ts";
import { isInstalled } from "../host/system/programs.ts";
import { PathplugCommand } from "./base.ts";
import { requireConfirmation, terminal } from "./confirmation.ts";

export class Release extends PathplugCommand<typeof Release> {
  static override summary = "Give this host back to multipathd, with its maps in use. Needs root.";
  static override description =
    "Undoes `adopt`: the maps stay as they are, multipathd and its rules are unmasked, and what ran runs again.";
  static override examples = ["<%= config.bin %> release --dry-run", "<%= config.bin %> release --yes"];
  static override flags = {
    "dry-run": Flags.boolean({ description: "only tell what would happen" }),
    yes: Flags.boolean({ char: "y", description: "do not ask" }),
  };

  override async run(): Promise<void> {
    const isDry = this.flags["dry-run"];
    if (!isDry) this.requireRoot();
    const { owner } = readOwnership(this.system);
    const handover = readHandover(this.system);
    if (handover === undefined)
      fail("failed", "not-adopted", "host", `/etc/pathplug/owner says ${owner}, and nothing was adopted`);
    if (!isInstalled(this.system, "multipathd"))
      fail(
        "unavailable",
        "program-missing",
        "multipathd",
        "multipathd is not installed: nobody would have the host",
      );
    const machine = await readMachine(this.system);
    const maps = machine.liveMaps.map(({ name }) => name);
    const devs = machine.paths.filter(({ claimed }) => claimed === true).map(({ dev }) => dev);
    if (!isDry && !this.flags.yes)
      await requireConfirmation(
        "release",
        "Give this host back to multipathd?",
        this.flags.json ? undefined : terminal(),
      );
    const stayed = isDry
      ? []
      : await this.working("giving back", performRelease(this.system, handover, devs));
    const { units, rules, files } = handover;
    if (this.flags.json)
      this.printJson({ schema: "pathplug.release/1", released: !isDry, maps, units, rules, files });
    else
      this.note(
        `${isDry ? "would leave" : "left"} ${maps.length} maps to multipathd; ${[...units, ...rules].join(" ")} ${isDry ? "would be" : "are"} unmasked`,
      );
    if (!isDry) this.noteInitramfs();
    if (stayed.length > 0)
      fail("failed", "unit-not-started", stayed[0] ?? "", `systemd could not start ${stayed.join(" ")}`);
  }
}
