/** Where an error comes from. `target` is the array itself, `driver` this host: its adapter, driver or kernel. */
export type Origin = "driver" | "transport" | "medium" | "target";

/** What an error means to whoever has to mend it. */
export interface Meaning {
  /** Absent where what is known does not tell. */
  readonly origin?: Origin;
  /** One sentence without its full stop. */
  readonly says: string;
  /** What to look at or do next. */
  readonly next: string;
}

/** What to do about errors that are alike. */
export const LINK =
  "cable, switch port and adapter: /sys/class/fc_host/*/port_state, /sys/class/fc_remote_ports/*/port_state, `iscsiadm -m session -P 3`";
export const ARRAY = "the array's own log names the part";
export const NOTHING = "nothing: it passes by itself";
