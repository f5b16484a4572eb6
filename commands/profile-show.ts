import { Args } from "@oclif/core";
import { findProfile, renderProfile } from "../core/render/profile-text.ts";
import { fail } from "../host/system/failure.ts";
import { PathplugCommand } from "./base.ts";
import { readProfiles } from "./view.ts";

export class ProfileShow extends PathplugCommand<typeof ProfileShow> {
  static override summary = "Show a vendor profile: what it matches and each setting with its source.";
  static override examples = ["<%= config.bin %> profile show netapp/ontap"];
  static override args = {
    name: Args.string({ ignoreStdin: true, description: "name of the profile", required: true }),
  };

  override async run(): Promise<void> {
    const { compiled, findings } = await readProfiles(this.source);
    this.noteFindings(findings);
    const { name } = this.args;
    const profile = findProfile(compiled, name);
    if (profile === undefined) {
      return fail("failed", "device-not-found", name, `there is no profile ${name}`, {
        hint: "Run `pathplug profile list`.",
      });
    }
    if (this.flags.json) return this.printJson({ schema: "pathplug.profile/1", ...profile });
    this.print(renderProfile(profile, this.style, this.width));
  }
}
