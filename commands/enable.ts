import { Flags } from "@oclif/core";
import { disksToTrigger, planTakeover, type Takeover } from "../core/plan/takeover.ts";
import { renderTakeover } from "../core/render/takeover-text.ts";
import { mapNames, readDeviceNames } from "../host/device-links.ts";
import { checkEnable, isOwnedAlready, performEnable } from "../host/enable.ts";
import { readMachine } from "../host/machine.ts";
import { readOpenUses } from "../host/open-uses.ts";
import type { ClaimMode } from "../host/ownership.ts";
import { PathplugCommand } from "./base.ts";
import { requireConfirmation, terminal } from "./confirmation.ts";
import { readProfiles } from "./view.ts";

const UNPRIVILEGED = "only root sees which disks processes have open, and which are opened exclusively";

export class Enable extends PathplugCommand<typeof Enable> {
  static override summary = "Make pathplug the owner of this host's multipathing. Needs root.";
  static override description =
    "Mode known: LUNs of arrays that a profile knows. Mode listed: only LUNs in the registry (/etc/pathplug/luns.d).";
  static override examples = [
    "<%= config.bin %> enable --dry-run",
    "<%= config.bin %> enable --mode listed --yes",
  ];
  static override flags = {
    mode: Flags.string({
      description: "which LUNs are claimed",
      options: ["known", "listed"],
      default: "known",
    }),
    "dry-run": Flags.boolean({ description: "only list the disks that would change hands" }),
    yes: Flags.boolean({ char: "y", description: "do not ask" }),
  };

  override async run(): Promise<void> {
    const mode = this.flags.mode as ClaimMode;
    const isDry = this.flags["dry-run"];
    if (!isDry) this.requireRoot();
    const { compiled } = await readProfiles(this.source);
    const read = await readMachine(this.system);
    const machine = await readOpenUses(this.system, { ...read, mode }, compiled);
    const disks = planTakeover(machine, compiled, mode);
    if (this.system.live && process.getuid?.() !== 0) this.note(UNPRIVILEGED);
    if (isDry) return this.report(disks, mode, false);
    if (isOwnedAlready(this.system, { owner: "pathplug", mode }))
      return this.note("pathplug owns this host already");
    await checkEnable(this.system);
    if (!this.flags.json) this.report(disks, mode, false);
    await this.confirm();
    const ownership = { owner: "pathplug", mode } as const;
    await this.working(
      "enabling",
      performEnable(this.system, this.source.library, ownership, disksToTrigger(disks)),
    );
    if (this.flags.json) this.report(disks, mode, true);
    else this.note("enabled; `pathplug settle` waits until the maps stand");
  }

  private report(disks: readonly Takeover[], mode: ClaimMode, enabled: boolean): void {
    const named = disks.map((disk) => ({
      ...disk,
      before: readDeviceNames(this.system, disk.dev),
      after: this.namesAfter(disk),
    }));
    if (this.flags.json) this.printJson({ schema: "pathplug.enable/1", mode, enabled, disks: named });
    else this.printText(renderTakeover(named, this.style));
  }

  private namesAfter({ dev, map, wwid, use, left, givenBack, refused }: Takeover): readonly string[] {
    if ((use ?? left ?? givenBack) !== undefined) return readDeviceNames(this.system, dev);
    return refused === undefined ? mapNames(map, wwid) : [];
  }

  private async confirm(): Promise<void> {
    if (this.flags.yes) return;
    const dialogue = this.flags.json ? undefined : terminal();
    await requireConfirmation("enable", "Let pathplug own multipathing on this host?", dialogue);
  }
}
