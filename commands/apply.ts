import { Flags } from "@oclif/core";
import { changedSettings } from "../core/plan/changed-settings.ts";
import { planJson } from "../core/render/plan-json.ts";
import { hasDifferences, renderPlan } from "../core/render/plan-text.ts";
import { requireNoRival } from "../host/ownership/arming.ts";
import { runWorker } from "../host/ownership/launcher.ts";
import { fail } from "../host/system/failure.ts";
import { PathplugCommand } from "./base.ts";
import { readView } from "./view.ts";

export class Apply extends PathplugCommand<typeof Apply> {
  static override summary = "Do what `pathplug plan` shows. Needs root, and pathplug as the owner.";
  static override description =
    "With --generation it is refused (exit 75) when the machine differs from what that plan was made from.";
  static override examples = [
    "<%= config.bin %> apply",
    "<%= config.bin %> apply --generation 5f1c0b7a90d2e344",
  ];
  static override flags = {
    generation: Flags.string({
      description: "generation of the plan, as `pathplug plan --verbose` prints it",
    }),
  };

  override async run(): Promise<void> {
    this.requireRoot();
    const { machine, judgement, plan, findings } = await readView(this.source);
    this.noteFindings(findings);
    if (machine.owner !== "pathplug") {
      fail("failed", "not-owner", "host", `/etc/pathplug/owner says ${machine.owner}`);
    }
    requireNoRival(this.system);
    const { generation } = this.flags;
    if (generation !== undefined && generation !== plan.generation) {
      fail(
        "tryAgain",
        "plan-stale",
        "plan",
        `the machine is at generation ${plan.generation}, not ${generation}`,
      );
    }
    if (!this.flags.json)
      this.printText(renderPlan(plan, { style: this.style, verbose: this.flags.verbose }));
    const changed = changedSettings(judgement, machine.liveMaps);
    if (changed.length > 0) this.note(`settings that are in no table are taken over: ${changed.join(" ")}`);
    if (hasDifferences(plan) || changed.length > 0) await this.perform(plan.generation);
    else this.note("nothing to do");
    const after = await readView(this.source);
    if (this.flags.json) this.printJson(planJson(after.plan));
    if (hasDifferences(after.plan)) {
      // One document on standard output: the plan says what is left.
      if (this.flags.json) return this.endWith("failed");
      fail("failed", "action-failed", "plan", "not everything that was planned is done");
    }
  }

  /** The worker looks again under the host's lock, and does nothing if the machine has changed since the plan. */
  private async perform(generation: string): Promise<void> {
    const { base, library } = this.source;
    const argv = ["assemble", "--all", "--generation", generation];
    const ran = await this.working("assembling", runWorker(base, library, argv));
    if (!this.flags.quiet) this.tell(ran.stderr);
    if (ran.status === 75)
      fail(
        "tryAgain",
        "plan-stale",
        "plan",
        "the machine changed meanwhile, or the host's lock was not free in time",
      );
    if (ran.timedOut) fail("failed", "program-failed", "worker", "the worker did not end in time");
  }
}
