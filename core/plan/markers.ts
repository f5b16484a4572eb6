/** A disk that an event has named and that has not been dealt with. */
export interface Marker {
  /** Kernel name. */
  readonly name: string;
  /** Seconds since the event; absent for a recorded machine. */
  readonly age?: number;
}

/** What lies below /run/pathplug and decides what becomes of a disk. */
export interface Markers {
  /** Disks, by diskseq, and LUNs, by the name of their registry file, that the claim rule leaves. */
  readonly inUse: ReadonlySet<string>;
  /** What the worker still has to look at. */
  readonly queued: readonly Marker[];
  /** What it could not finish and looks at again later. */
  readonly parked: readonly Marker[];
  /** WWIDs of maps that were removed while their disks stayed, and that are not made again by themselves. */
  readonly removed: ReadonlySet<string>;
}

/** Of a machine of which nothing is known. */
export const noMarkers: Markers = { inUse: new Set(), queued: [], parked: [], removed: new Set() };

/** How long markers have waited, in the words of a sentence: of the oldest one. */
export function waitedText(markers: readonly Marker[]): string | undefined {
  const ages = markers.flatMap(({ age }) => age ?? []);
  return ages.length === 0 ? undefined : durationText(Math.max(...ages));
}

/** `40 s`, `3 min`, `5 h`, `2 days`. */
export function durationText(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 100) return `${whole} s`;
  const minutes = Math.round(whole / 60);
  if (minutes < 100) return `${minutes} min`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.round(hours / 24)} days`;
}
