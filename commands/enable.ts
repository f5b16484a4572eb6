import { Flags } from "@oclif/core";
import { type ClaimMode, claimModes, parseClaimMode } from "../core/claim/mode.ts";
import { sameExclusions } from "../core/plan/changed-verdicts.ts";
import { disksToTrigger, planTakeover, type Takeover } from "../core/plan/takeover.ts";
import type { CompiledProfiles } from "../core/profile/compiled.ts";
import { renderTakeover } from "../core/render/takeover-text.ts";
import { mapNames, readDeviceNames } from "../host/devices/device-links.ts";
import { readMachine } from "../host/machine.ts";
import { checkEnable, isOwnedAlready, performEnable } from "../host/ownership/enable.ts";
import { readProfilesFor } from "../host/profiles/installed-profiles.ts";
import { settingsPath } from "../host/profiles/profile-directories.ts";
import { fail } from "../host/system/failure.ts";
import { readOpenUses } from "../host/uses/open-uses.ts";
import { PathplugCommand } from "./base.ts";
import { requireConfirmation, terminal } from "./confirmation.ts";
import { loadValidators, readProfiles } from "./view.ts";

const UNPRIVILEGED = "only root sees which disks processes have open, and which are opened exclusively";

export class Enable extends PathplugCommand<typeof Enable> {
  static override summary = "Make pathplug the owner of this host's multipathing. Needs root.";
  static override description =
    "Mode known: LUNs of arrays that a profile knows. strict: only LUNs in the registry (/etc/pathplug/luns.d). yes: any LUN, from its second path on. smart: as yes, but first paths are kept back until it is known whether a second one comes. greedy: any LUN. off: as strict, but `assemble` takes any LUN.";
  static override examples = [
    "<%= config.bin %> enable --dry-run",
    "<%= config.bin %> enable --mode strict --yes",
  ];
  static override flags = {
    mode: Flags.string({
      description: "which LUNs are claimed",
      options: [...claimModes, "listed"],
      default: "known",
    }),
    "dry-run": Flags.boolean({ description: "only list the disks that would change hands" }),
    yes: Flags.boolean({ char: "y", description: "do not ask" }),
  };

  override async run(): Promise<void> {
    const mode: ClaimMode = parseClaimMode(this.flags.mode) ?? "known";
    const isDry = this.flags["dry-run"];
    if (!isDry) this.requireRoot();
    const { compiled } = await readProfiles(this.source);
    await this.requireExclusions(compiled);
    const read = await readMachine(this.system);
    const machine = await readOpenUses(this.system, { ...read, mode }, compiled);
    const disks = planTakeover(machine, compiled, mode);
    if (this.system.live && process.getuid?.() !== 0) this.note(UNPRIVILEGED);
    if (isDry) return this.report(disks, mode, false);
    if (isOwnedAlready(this.system, { owner: "pathplug", mode })) {
      if (this.flags.json) return this.report(disks, mode, true);
      return this.note("pathplug owns this host already");
    }
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
    this.noteInitramfs();
  }

  /** What somebody has excluded is not to be taken because nobody has compiled that yet, or because of a slip of the pen. */
  private async requireExclusions(compiled: CompiledProfiles): Promise<void> {
    const { system, base, library } = this.source;
    if (!system.live || process.env.PATHPLUG_PROFILES !== undefined) return;
    const written = await readProfilesFor(system, base, { library }, loadValidators);
    const isBroken =
      written.findings.some(({ code }) => code === "settings-exclusion") ||
      (system.exists(settingsPath) && written.compiled.site.source === undefined);
    const why = isBroken ? "cannot be read" : "are not in force";
    if (isBroken || !sameExclusions(compiled, written.compiled))
      fail("failed", "settings-not-in-force", settingsPath, `its exclusions ${why}`);
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
