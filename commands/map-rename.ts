import { Args } from "@oclif/core";
import { renameProblem } from "../core/plan/rename-problem.ts";
import { unmangleDmName } from "../core/topology/dm-name.ts";
import { findMap } from "../core/topology/find-map.ts";
import { mapWwid } from "../core/topology/luns.ts";
import { boundUnits } from "../host/device-mapper/rename-map.ts";
import { readMachine } from "../host/machine.ts";
import { runWorker } from "../host/ownership/launcher.ts";
import { requireNoMultipathd } from "../host/ownership/ownership.ts";
import { Failure, fail } from "../host/system/failure.ts";
import { PathplugCommand } from "./base.ts";
import { readView } from "./view.ts";

export class MapRename extends PathplugCommand<typeof MapRename> {
  static override summary =
    "Give a map another name, while it is in use too. Needs root, and pathplug as the owner.";
  static override description =
    "Its partitions and links follow, and the LUN registry remembers the name. Refused for a map whose alias is in pathplug.json, for a name that is another LUN's, and while systemd has units bound to the old name.";
  static override examples = [
    "<%= config.bin %> map rename mpatha oradata",
    "<%= config.bin %> map rename 3600a098000aabbccddeeff0011223344 oradata",
  ];
  static override args = {
    map: Args.string({ ignoreStdin: true, description: "name or WWID of the map", required: true }),
    name: Args.string({ ignoreStdin: true, description: "its new name", required: true }),
  };

  override async run(): Promise<void> {
    this.requireRoot();
    const { map: what, name } = this.args;
    const { machine, judgement, profiles, findings } = await readView(this.source);
    this.noteFindings(findings);
    const live =
      findMap(machine.liveMaps, what) ?? fail("failed", "device-not-found", what, `there is no map ${what}`);
    const [wwid, from] = [mapWwid(live), unmangleDmName(live.name)];
    if (from !== name) {
      if (machine.owner !== "pathplug")
        fail("failed", "not-owner", "host", `/etc/pathplug/owner says ${machine.owner}`);
      requireNoMultipathd(this.system);
      const problem = renameProblem(machine, judgement, profiles, live, name);
      if (problem !== undefined)
        throw new Failure(problem, problem.code === "name-unfit" ? "usage" : "failed");
      const bound = await boundUnits(this.system, live.name);
      if (bound !== "") fail("failed", "name-bound", from, `${bound} would be stopped`);
      await this.rename(wwid, name);
    } else this.note("it has that name");
    if (this.flags.json) this.printJson({ schema: "pathplug.rename/1", wwid, from, name });
  }

  private async rename(wwid: string, name: string): Promise<void> {
    const { base, library } = this.source;
    const ran = await this.working("renaming", runWorker(base, library, ["rename", wwid, name]));
    if (!this.flags.quiet) this.tell(ran.stderr);
    if (ran.status === 75)
      fail("tryAgain", "assemble-running", "host", "the host's lock was not free in time");
    const { liveMaps } = await readMachine(this.system);
    const now = liveMaps.find((map) => mapWwid(map) === wwid)?.name ?? "gone";
    if (unmangleDmName(now) !== name)
      fail("failed", "action-failed", wwid, `its map is ${now}`, { hint: "See what the worker says above." });
    if (ran.status !== 0)
      fail("failed", "program-failed", "worker", "the map is renamed, and not all of what belongs to it");
  }
}
