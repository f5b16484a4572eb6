import { Flags } from "@oclif/core";
import type { ReservationType } from "../core/decode/persistent-reservations.ts";
import { OwnChange, ownArgs } from "./own-change.ts";

/** Those that a map can use: of the others only the path that reserved may write. */
const TYPES: readonly ReservationType[] = [
  "write-exclusive-registrants-only",
  "exclusive-access-registrants-only",
  "write-exclusive-all-registrants",
  "exclusive-access-all-registrants",
];

export class OwnReserve extends OwnChange<typeof OwnReserve> {
  static override summary = "Reserve a LUN for the hosts that are registered. Needs root.";
  static override description = "Refused while a path of this host is not registered: I/O on it would fail.";
  static override examples = [
    "<%= config.bin %> own reserve data",
    "<%= config.bin %> own reserve data --type exclusive-access-all-registrants",
  ];
  static override args = ownArgs;
  static override flags = {
    type: Flags.string({
      description: "what others may not do",
      options: TYPES,
      default: TYPES[0] as string,
    }),
  };

  override async run(): Promise<void> {
    const type = this.flags.type as ReservationType;
    await this.change(this.args.map, () => ({ verb: "reserve", type }));
  }
}
