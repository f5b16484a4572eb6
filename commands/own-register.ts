import { Flags } from "@oclif/core";
import { parseOwnKey } from "../core/own/reservation-key.ts";
import type { OwnedLun } from "../host/own/own-request.ts";
import { fail } from "../host/system/failure.ts";
import { OwnChange, ownArgs } from "./own-change.ts";

export class OwnRegister extends OwnChange<typeof OwnRegister> {
  static override summary =
    "Register this host's key on every path of a LUN, and on those that come later. Needs root.";
  static override description =
    "Without --key, the key that the registry has is registered again: also where another host has fenced this one off.";
  static override examples = [
    "<%= config.bin %> own register data --key 0x1a2b0001",
    "<%= config.bin %> own register data",
  ];
  static override args = ownArgs;
  static override flags = {
    key: Flags.string({ description: "a number of 64 bits that no other host has", helpValue: "KEY" }),
    aptpl: Flags.boolean({ description: "have registrations survive a loss of power of the array" }),
    force: Flags.boolean({ description: "also where the key is registered already: it is this host's" }),
  };

  override async run(): Promise<void> {
    const { key, force } = this.flags;
    const given = key === undefined ? undefined : this.readKey(key);
    await this.change(this.args.map, (owned) => ({ verb: "register", own: this.ownOf(owned, given), force }));
  }

  private ownOf({ lun, entry }: OwnedLun, given: bigint | undefined): { key: bigint; persist: boolean } {
    const before = parseOwnKey(entry.reservationKey);
    const key = given ?? (before?.key === 0n ? undefined : before?.key);
    if (key === undefined)
      return fail("usage", "own-no-key", lun.wwid, "this host has no key for it: give --key.");
    return { key, persist: this.flags.aptpl || before?.persist === true };
  }
}
