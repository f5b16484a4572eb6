import type { AnyCode } from "../core/diagnostic/all-codes.ts";
import { parseOwnKey } from "../core/own/reservation-key.ts";
import { observeLun } from "../host/own/own-lun.ts";
import { unseen } from "../host/own/own-request.ts";
import { fail } from "../host/system/failure.ts";
import { OwnChange, ownArgs } from "./own-change.ts";

export class OwnStatus extends OwnChange<typeof OwnStatus> {
  static override summary =
    "Show who owns a LUN: keys, reservation, and what each path has registered. Needs root.";
  static override description = "It only asks the LUN: nothing is changed.";
  static override examples = ["<%= config.bin %> own status data", "<%= config.bin %> own status sdc --json"];
  static override args = ownArgs;

  override async run(): Promise<void> {
    this.requireRoot();
    const owned = await this.findLun(this.args.map);
    const { lun, live, entry } = owned;
    const observed = await this.working("asking the LUN", observeLun(this.system, lun, live));
    if (observed.kind !== "seen") {
      const { code, subject, message } = unseen(lun.wwid, observed);
      return fail("failed", code as AnyCode, subject, message);
    }
    this.report(owned, parseOwnKey(entry.reservationKey), observed.seen);
  }
}
