import { describe, expect, it } from "vitest";
import { readRivalRules } from "../../../host/ownership/rival-rules.ts";
import { newRoot, treeSystem, writeFiles } from "../tree-system.ts";

const RULES = "/usr/lib/udev/rules.d";
/** The lines of multipath-tools' claim rule that matter, in the order of releases 0.9.4 to 0.15.1. */
const claims = (ask: string): string =>
  [
    'SUBSYSTEM!="block", GOTO="end_mpath"',
    'IMPORT{cmdline}="nompath"',
    'ENV{nompath}=="?*", GOTO="end_mpath"',
    "# multipath -u needs to know if this device has ever been exported",
    ask,
    'LABEL="end_mpath"',
  ].join("\n");
const OLD = claims('IMPORT{program}="$env{MPATH_SBIN_PATH}/multipath -u %k"');
const NEW = claims('IMPORT{program}=="/usr/sbin/multipath -u %k", ENV{.MPATH_CHECK_PASSED}="1"');
const MAPS = 'PROGRAM=="/usr/sbin/multipath -U -v1 %k", GOTO="paths_ok"\n';
const DEAF = 'IMPORT{program}="/usr/sbin/multipath -u %k"\n';

const ours = {
  [`${RULES}/55-pathplug-owner.rules`]: "",
  [`${RULES}/56-pathplug-map.rules`]: "",
  [`${RULES}/59-pathplug-claim.rules`]: 'ENV{nompath}="pathplug"\n',
  "/usr/sbin/multipath": "",
};
const peers = { [`${RULES}/56-dm-mpath.rules`]: MAPS, [`${RULES}/60-multipath.rules`]: NEW };

function rivals(files: Readonly<Record<string, string>>): readonly string[] {
  const root = newRoot();
  writeFiles(root, files);
  return readRivalRules(treeSystem(root).system);
}

describe("multipath-tools' rules", () => {
  it.each<[string, Readonly<Record<string, string>>]>([
    ["where it is not installed", ours],
    ["as releases from 0.11 are installed", { ...ours, ...peers }],
    ["as release 0.9 is installed", { ...ours, ...peers, [`${RULES}/60-multipath.rules`]: OLD }],
    ["with Fedora's number", { ...ours, [`${RULES}/62-multipath.rules`]: NEW }],
    [
      "that are masked",
      { ...ours, [`${RULES}/40-multipath.rules`]: DEAF, "/etc/udev/rules.d/40-multipath.rules": "" },
    ],
    ["that only mention it", { ...ours, [`${RULES}/40-x.rules`]: `# ${DEAF}` }],
    ["whose program is gone", { [`${RULES}/40-multipath.rules`]: DEAF }],
  ])("stand aside: %s", (_, files) => expect(rivals(files)).toEqual([]));

  it.each<[string, Readonly<Record<string, string>>, string]>([
    [
      "that come before ours",
      { ...ours, [`${RULES}/40-multipath.rules`]: NEW },
      `${RULES}/40-multipath.rules`,
    ],
    [
      "that do not heed the word",
      { ...ours, [`${RULES}/62-multipath.rules`]: DEAF },
      `${RULES}/62-multipath.rules`,
    ],
    [
      "that heed it too late",
      { ...ours, [`${RULES}/62-multipath.rules`]: `${DEAF}ENV{nompath}=="?*", GOTO="end"\n` },
      `${RULES}/62-multipath.rules`,
    ],
    [
      "of a site, in place of the package's",
      { ...ours, ...peers, "/etc/udev/rules.d/60-multipath.rules": DEAF },
      "/etc/udev/rules.d/60-multipath.rules",
    ],
    ["that look at maps behind ours", { ...ours, [`${RULES}/62-x.rules`]: MAPS }, `${RULES}/62-x.rules`],
  ])("are in force: %s", (_, files, file) => expect(rivals(files)).toEqual([file]));

  it("are in force where ours are not installed", () => {
    expect(rivals({ ...peers, "/usr/sbin/multipath": "" })).toEqual(Object.keys(peers).sort());
  });

  it("are in force where the program is only where our rule does not look", () => {
    const { "/usr/sbin/multipath": _, ...others } = ours;
    expect(rivals({ ...others, ...peers, "/sbin/multipath": "" })).toEqual([`${RULES}/60-multipath.rules`]);
  });
});
