import { BINDINGS_FILE } from "../../core/names/bindings-file.ts";
import { HANDOVER } from "../../host/ownership/handover-note.ts";
import { OWNER_FILE } from "../../host/ownership/ownership.ts";
import { COMPILED_PROFILES } from "../../host/profiles/compiled-profiles.ts";
import { profileDirectories, settingsPath } from "../../host/profiles/profile-directories.ts";
import { HWDB_FILE } from "../../host/profiles/refresh.ts";
import { REGISTRY, RUN_REGISTRY } from "../../host/registry/registry.ts";
import { WWIDS_FILE } from "../../host/registry/wwids-file.ts";
import { ARMED, PARKED, RUN } from "../../host/run/run-directory.ts";

/** A file or a directory, and what it is for. */
export interface NamedFile {
  readonly path: string;
  readonly purpose: string;
}

const ORIGINS: Readonly<Record<(typeof profileDirectories)[number]["origin"], string>> = {
  shipped: "Vendor profiles of the package.",
  runtime: "Vendor profiles until the next boot: they replace those of the package by name, and add.",
  site: "This site's vendor profiles: they replace the others by name, and add.",
};

/** What an administrator may write, or look at. */
export const siteFiles: readonly NamedFile[] = [
  {
    path: OWNER_FILE,
    purpose: "Who multipaths this host. Written by `enable`, `disable`, `adopt` and `release`.",
  },
  { path: HANDOVER, purpose: "What `pathplug adopt` has changed of multipath-tools, for `release` to undo." },
  { path: settingsPath, purpose: "This site's settings, see pathplug.json(5)." },
  ...profileDirectories
    .toReversed()
    .map(({ path, origin }) => ({ path, purpose: `${ORIGINS[origin]} See pathplug-profile(5).` })),
  {
    path: COMPILED_PROFILES[0],
    purpose: "Profiles and settings in force, as `pathplug refresh` has compiled them.",
  },
  { path: COMPILED_PROFILES[1], purpose: "The same of the package, where that file is not there." },
  { path: HWDB_FILE, purpose: "The products that the claim rule knows, compiled by `pathplug refresh`." },
  { path: REGISTRY, purpose: "The LUN registry: a file for each spelling of each known LUN's id." },
  { path: WWIDS_FILE, purpose: "Known WWIDs, kept in step for other programs. Lines of others stay." },
  { path: BINDINGS_FILE, purpose: "Names by `user_friendly_names`, shared with multipath-tools." },
];

/** What is gone after a boot, and made again. */
export const runFiles: readonly NamedFile[] = [
  { path: RUN, purpose: "Markers and caches of the running system." },
  { path: ARMED, purpose: "Written at boot where the host is pathplug's; without it nothing is claimed." },
  {
    path: `${RUN}/queue`,
    purpose: "A marker for each path that has something new. The worker takes them away.",
  },
  { path: PARKED, purpose: "Markers of LUNs that could not be finished. They come back by themselves." },
  {
    path: `${RUN}/in-use`,
    purpose:
      "A marker for each disk and LUN that is left alone, because it is used or excluded. Not to be deleted while the host is armed.",
  },
  { path: RUN_REGISTRY, purpose: "Registry entries that a read-only /etc did not take yet." },
];

/** What the package brings. */
export const packageFiles: readonly NamedFile[] = [
  {
    path: "/usr/lib/udev/rules.d/*pathplug*.rules",
    purpose: "udev's rules: they claim paths and describe maps.",
  },
  {
    path: "/usr/lib/udev/hwdb.d/60-pathplug.hwdb",
    purpose: "The vendor profiles of the package, as udev reads them.",
  },
  { path: "/usr/lib/pathplug", purpose: "The worker and the programs of udev's rules and of the units." },
  { path: "/usr/share/doc/pathplug", purpose: "All documents, beginning with README.md." },
];
