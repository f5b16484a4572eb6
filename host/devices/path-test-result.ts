/**
 * What a test of a path has shown. `passive`: its port is in standby, so it works and carries no data now. `changed`: it
 * answers as another LUN. `pending`: it answers that it is busy, or in transition. `silent`: a command has not come back, and may still
 * be under way. `untested`: it was asked nothing.
 */
export type PathTest = { readonly kind: "up" | "passive" | "changed" } | FailedTest | Untested;

/** The program that asks did not start or was ended by somebody: this tells of the host, and nothing of the path. */
export interface Untested {
  readonly kind: "untested";
  readonly reason: string;
  /** The program, where it is not there. */
  readonly missing?: string;
}

export interface FailedTest {
  readonly kind: "down" | "silent" | "pending";
  readonly reason: string;
  /** Whether it was asked nothing, because sysfs says that its link is dead. */
  readonly isLinkDead?: true;
}
