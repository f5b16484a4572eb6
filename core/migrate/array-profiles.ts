import type { Profile } from "../profile/profile.ts";
import { type ArraySection, tellSubject } from "./array-section.ts";
import type { ArrayTarget } from "./array-targets.ts";
import { lastValue } from "./multipath-conf.ts";
import type { Outcome } from "./outcome.ts";
import type { ReadSetting } from "./read-settings.ts";

/** A profile for /etc/pathplug/profiles.d. */
export interface ArrayProfile {
  /** Name of the file, below profiles.d. */
  readonly file: string;
  readonly profile: Profile;
}

const MOST_CLAUSES = 256;
const NARROWED = "as what the strings begin with, for another expression that is not anchored is as specific";

/** One profile for all devices that have the same base and fit the same sections. Of one section the last value holds. */
export function profilesOf(
  sections: readonly ArraySection[],
  targets: readonly ArrayTarget[],
  outcome: Outcome,
): readonly ArrayProfile[] {
  const groups = new Map<string, ArrayTarget[]>();
  for (const target of targets) push(groups, `${target.base ?? ""} ${target.sections.join(",")}`, target);
  const profiles: ArrayProfile[] = [];
  const used = new Map<ReadSetting, string[]>();
  const matched = new Map<ArraySection, string[]>();
  for (const group of groups.values()) {
    const fitting = (group[0]?.sections ?? []).flatMap((index) => sections[index] ?? []);
    const settings = new Map(
      fitting.flatMap((section) => section.settings.map((one) => [one.key, one] as const)),
    );
    if (settings.size === 0) continue;
    for (let at = 0; at < group.length; at += MOST_CLAUSES) {
      const part = group.slice(at, at + MOST_CLAUSES);
      const made = profileOf(part, fitting, [...settings.values()], profiles);
      profiles.push(made);
      for (const one of settings.values()) {
        push(used, one, `profiles.d/${made.file}#/settings/${one.key}`);
      }
      for (const section of fitting) push(matched, section, `profiles.d/${made.file}#/match`);
    }
  }
  for (const [index, section] of sections.entries()) {
    const isNarrowed = targets.some((one) => one.isNarrowed === true && one.sections.includes(index));
    tellSubject(section.block, matched.get(section), outcome, isNarrowed ? NARROWED : undefined);
    if (matched.has(section)) tell(section, used, outcome);
  }
  return profiles;
}

function profileOf(
  group: readonly ArrayTarget[],
  fitting: readonly ArraySection[],
  settings: readonly ReadSetting[],
  profiles: readonly ArrayProfile[],
): ArrayProfile {
  const base = group[0]?.base;
  const last = fitting.at(-1);
  const strings = ["vendor", "product"].map((keyword) => lastValue(last?.block.values ?? [], keyword) ?? "");
  const slug = freeSlug(base ?? strings.join("-"), profiles);
  const places = fitting.map(({ block }) => `${block.place.file}:${block.place.line}`);
  return {
    file: `multipath-conf-${slug}.json`,
    profile: {
      name: `multipath-conf/${slug}`,
      title: `${base ?? strings.join(" ")}, by multipath.conf`.slice(0, 200),
      source: `Taken over from ${places.join(", ")}`.slice(0, 500),
      ...(base === undefined ? {} : { extends: base }),
      match: group.map(({ clause }) => clause.clause),
      settings: Object.fromEntries(settings.map(({ key, value }) => [key, value])),
    },
  };
}

function freeSlug(text: string, profiles: readonly ArrayProfile[]): string {
  const plain = text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 40)
    .replace(/^-+|-+$/g, "");
  const slug = plain === "" ? "array" : plain;
  const taken = new Set(profiles.map(({ profile }) => profile.name));
  let free = slug;
  for (let count = 2; taken.has(`multipath-conf/${free}`); count++) free = `${slug}-${count}`;
  return free;
}

function tell(
  section: ArraySection,
  used: ReadonlyMap<ReadSetting, readonly string[]>,
  outcome: Outcome,
): void {
  for (const setting of section.settings) {
    const places = used.get(setting);
    if (places === undefined) outcome.leave(setting.from, "replaced", "A later device says it otherwise.");
    else outcome.carry(setting.from, places, setting.note);
  }
}

function push<Key, One>(lists: Map<Key, One[]>, key: Key, one: One): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [one]);
  else list.push(one);
}
