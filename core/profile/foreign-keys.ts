const ONE_TEST =
  "Remove it: every path is tested in one way, by its state in sysfs, then TEST UNIT READY and page 83h; pathplug's docs/life-of-a-map.md says how often.";

/** Keys of multipath.conf(5) that there is no setting for, each with what holds in its place. */
const instead: ReadonlyMap<string, string> = new Map([
  ["path_checker", ONE_TEST],
  ["checker", ONE_TEST],
  ["checker_timeout", ONE_TEST],
  ["polling_interval", ONE_TEST],
  ["max_polling_interval", ONE_TEST],
]);

/** What to do about a key that multipath.conf has and a profile has not; undefined where there is nothing special to say. */
export function foreignKeyHint(key: string): string | undefined {
  return instead.get(key);
}
