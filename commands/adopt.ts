import { Flags } from "@oclif/core";
import { type ClaimMode, claimModes, parseClaimMode } from "../core/claim/mode.ts";
import { type Adoption, adoptedRegistry, planAdoption } from "../core/plan/adoption.ts";
import { judgeMachine } from "../core/plan/judge.ts";
import { planMachine } from "../core/plan/plan-machine.ts";
import { given } from "../core/values/given.ts";
import { readMachine } from "../host/machine.ts";
import { performAdopt } from "../host/ownership/adopt.ts";
import { readOwnership } from "../host/ownership/ownership.ts";
import { settingsToWrite } from "../host/ownership/write-settings.ts";
import { fail } from "../host/system/failure.ts";
import { PathplugCommand } from "./base.ts";
import { requireConfirmation, terminal } from "./confirmation.ts";
import { type MigratedSettings, readMigratedSettings } from "./migrated-settings.ts";
import { readProfiles } from "./view.ts";

/** One map with what becomes of it. */
interface Row {
  readonly name: string;
  readonly wwid: string;
  readonly paths: readonly string[];
  /** What the next run would change; `nothing` as a rule. */
  readonly change: string;
}

export class Adopt extends PathplugCommand<typeof Adopt> {
  static override summary = "Take this host over from multipathd, with its maps in use. Needs root.";
  static override description =
    "The maps go on as they are: same names, UUIDs and devices. multipathd is stopped, and masked with its rules, until `release`. Refused where one of its maps is not identified by the same WWID.";
  static override examples = ["<%= config.bin %> adopt --dry-run", "<%= config.bin %> adopt --yes"];
  static override flags = {
    mode: Flags.string({
      description: "which further LUNs are claimed from now on; as find_multipaths says, else known",
      options: [...claimModes, "listed"],
    }),
    "dry-run": Flags.boolean({ description: "only tell what would happen" }),
    "skip-settings": Flags.boolean({ description: "carry nothing of multipath.conf over" }),
    yes: Flags.boolean({ char: "y", description: "do not ask" }),
  };

  override async run(): Promise<void> {
    const isDry = this.flags["dry-run"];
    if (!isDry) this.requireRoot();
    if (readOwnership(this.system).owner === "pathplug") return this.note("pathplug owns this host already");
    const settings = this.flags["skip-settings"] ? undefined : await readMigratedSettings(this.source);
    const compiled = settings?.compiled ?? (await readProfiles(this.source)).compiled;
    const mode: ClaimMode = parseClaimMode(this.flags.mode ?? "") ?? settings?.migration.mode ?? "known";
    const read = await readMachine(this.system);
    const machine = { ...read, owner: "pathplug", mode, armed: true } as const;
    const adoption = planAdoption(machine.liveMaps, judgeMachine(machine, compiled));
    const registry = adoptedRegistry(machine.registry, adoption.adopted);
    const { plan } = planMachine({ ...machine, registry }, compiled);
    const changes = new Map(plan.actions.map(({ wwid, kind }) => [wwid, kind]));
    const rows = adoption.adopted.map(({ name, wwid, devs }) => ({
      name,
      wwid,
      paths: devs,
      change: changes.get(wwid) ?? "nothing",
    }));
    const { json } = this.flags;
    if (!json || isDry) this.report(rows, adoption, mode, false, settings);
    const [kept] = adoption.kept;
    if (kept !== undefined) fail("failed", "map-not-adoptable", kept.name, kept.why);
    this.requirePatterns(settings);
    if (isDry) return;
    if (!this.flags.yes)
      await requireConfirmation(
        "adopt",
        "Take this host over from multipathd?",
        json ? undefined : terminal(),
      );
    const ownership = { owner: "pathplug", mode } as const;
    await this.working(
      "taking over",
      performAdopt(
        this.system,
        this.source.library,
        ownership,
        adoption.adopted,
        settings === undefined ? undefined : settingsToWrite(this.system, settings.files, settings.compiled),
      ),
    );
    if (json) this.report(rows, adoption, mode, true, settings);
    this.note(
      "adopted; `pathplug diff` shows what profiles would have otherwise, `pathplug release` gives the host back",
    );
    this.noteInitramfs();
  }

  /** What multipath.conf keeps from being multipathed, and nobody can say here, is not to be multipathed for it. */
  private requirePatterns(settings: MigratedSettings | undefined): void {
    const lost = settings?.migration.findings.find(({ code }) => code === "conf-pattern");
    if (lost !== undefined)
      fail("failed", "conf-pattern", lost.subject, lost.message, {
        hint: "Write it as globs into /etc/pathplug/pathplug.json with the other settings, or adopt with --skip-settings.",
        ...given({ place: lost.place }),
      });
  }

  private report(
    rows: readonly Row[],
    { kept }: Adoption,
    mode: ClaimMode,
    adopted: boolean,
    settings: MigratedSettings | undefined,
  ): void {
    const { carried = [], left = [] } = settings?.migration ?? {};
    if (this.flags.json) {
      const files = [...(settings?.files.keys() ?? [])];
      this.printJson({ schema: "pathplug.adopt/1", mode, adopted, maps: rows, kept, carried, left, files });
      return;
    }
    const maps = rows.map(
      ({ name, paths, change }) =>
        `${name}  ${paths.join(" ")}${change === "nothing" ? "" : `  (${change})`}`,
    );
    this.print([...maps, ...kept.map(({ name, why }) => `${name}  cannot be adopted: ${why}`)].join("\n"));
    if (settings === undefined) return;
    this.noteFindings(settings.findings);
    this.note(`of multipath.conf ${carried.length} values are carried over, ${left.length} are not`);
    for (const { keyword, value, place, hint } of left)
      this.note(`${place.file}:${place.line}: ${keyword} ${value}: ${hint}`);
  }
}
