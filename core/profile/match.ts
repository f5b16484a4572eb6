import type { CompiledEntry, CompiledProfiles, SettingLayer } from "./compiled.ts";
import type { Bus } from "./profile.ts";
import type { ClaimPolicy, Provenance, SettingName, Settings } from "./settings.ts";

/** The strings that name a product, as the kernel's attributes hold them (vendor, model, rev); blanks and all. */
export interface DeviceStrings {
  readonly bus?: Bus;
  readonly vendor: string;
  readonly product: string;
  readonly revision: string;
}

/** One line of the story of a match, best first. */
export interface TraceStep {
  readonly entry?: CompiledEntry;
  readonly verdict: "wins" | "shadowed" | "excluded" | "excepted" | "refused";
  readonly reason: string;
}

/** A profile that fits, and by which of the device's strings. */
export interface MatchedProfile {
  readonly profile: string;
  readonly parts: readonly ("vendor" | "product" | "revision")[];
}

/** What the profiles say about a device, before the device itself is asked. */
export interface Match {
  /** The winner; absent for an unknown device. */
  readonly profile?: string;
  /** Every profile that fits, the winner first. */
  readonly matched: readonly MatchedProfile[];
  /** All sources of settings in order, conditional ones included. */
  readonly layers: readonly SettingLayer[];
  /** The unconditional layers, folded. */
  readonly settings: Settings;
  readonly provenance: Readonly<Record<SettingName, Provenance>>;
  /** `never` also for an unknown device: see `profile`. */
  readonly claim: ClaimPolicy;
  readonly trace: readonly TraceStep[];
}

/** Finds the profile of a device; total, whatever the strings hold. */
export declare function matchProfile(compiled: CompiledProfiles, device: DeviceStrings): Match;
