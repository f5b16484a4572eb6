import { ListProfiles } from "./list-profiles.ts";

/** The same as `list profiles`, where people who write profiles look for it. */
export class ProfileList extends ListProfiles {
  static override examples = ["<%= config.bin %> profile list"];
}
