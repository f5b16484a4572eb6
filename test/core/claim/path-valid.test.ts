import { describe, expect, it } from "vitest";
import { renderLeftMark } from "../../../core/claim/left-mark.ts";
import { type ClaimFacts, claimVerdict } from "../../../core/claim/verdict.ts";
import { failureDigest } from "../../../core/plan/left-lun.ts";
import type { CompiledExclusion } from "../../../core/profile/compiled.ts";
import { sharedRows } from "../shared-rows.ts";
import { type Circumstances, found, naa, pathOf, registered, standing } from "./found-by.ts";

/** What multipath-tools' is_path_valid() was observed to answer, by the row's name. */
interface Row {
  readonly test: string;
  readonly conditions: Readonly<Record<string, unknown>>;
  readonly result: "ERROR" | "NOT_VALID" | "VALID" | "VALID_NO_CHECK" | "MAYBE_VALID";
}

const ownRows: readonly Row[] = [
  { test: "strict, nothing known", conditions: { find_multipaths: "strict" }, result: "NOT_VALID" },
  { test: "smart, nothing known", conditions: { find_multipaths: "smart" }, result: "MAYBE_VALID" },
];

/** Rows about what pathplug does not have, with the reason. */
const notApplicable: Readonly<Record<string, string>> = {
  "bad_args:name longer than 255": "an argument of the C function: disks are listed in /sys/block",
  "multipathd socket ECONNREFUSED": "pathplug has no daemon that could be asked",
  "multipathd socket EAGAIN, no udev device": "pathplug has no daemon that could be asked",
  "multipathd running, no udev device": "pathplug has no daemon that could be asked",
  "failed_wwids check error": "a marker is read or is not there; there is no third answer",
};

const by = (kind: CompiledExclusion["kind"], ...patterns: readonly string[]): CompiledExclusion => ({
  kind,
  patterns,
  at: "pathplug.json:1:1",
});
const properties = { ID_SERIAL: `3${naa}`, ID_WWN: "0x600" };
const processed = [pathOf(0, { udev: properties })];
const held = [pathOf(0, { holders: ["dm-0"], udev: { ...properties, DM_MULTIPATH_DEVICE_PATH: "1" } })];
const mounted = { "/proc/self/mountinfo": "36 1 8:0 / /data rw - ext4 /dev/sda rw\n" };
const { naa: _, serial: __, ...nameless } = pathOf(0);

const netapp = { vendor: "NETAPP", product: "LUN C-Mode" };
const overSdb = {
  ...standing,
  table: standing.table.replace("8:0", "8:16"),
  status: standing.status.replace("8:0", "8:16"),
};

/** The marker of a map that could not be made, for the LUN as it is. */
async function failedMark(): Promise<Readonly<Record<string, string>>> {
  const [judged] = (await found({ mode: "greedy" })).view.judgement.luns;
  if (judged === undefined) throw new Error("no LUN");
  const digest = failureDigest(judged.lun, judged.effective.settings);
  return {
    "/run/pathplug/left": "",
    [`/run/pathplug/in-use/naa.${naa}`]: renderLeftMark({ reason: "map-failed", digest }),
  };
}

/** The conditions of each row on a machine of ours, in each mode that the row names. */
const circumstances: Readonly<Record<string, () => Promise<readonly Circumstances[]>>> = {
  "bad_args:find_multipaths undefined": async () => [{ mode: "undef" }],
  "already a slave of an mpath- dm map in sysfs": async () => [
    { mode: "strict", disks: held, maps: [standing] },
  ],
  "holder uuid is mpath- with empty wwid": async () => [
    { mode: "strict", disks: [pathOf(0, { holders: ["dm-0"] })], maps: [{ ...standing, uuid: "mpath-" }] },
  ],
  "pathinfo says skipped (blacklist)": async () => [{ mode: "greedy", exclusions: [by("devnode", "sd*")] }],
  "pathinfo failed": async () => [{ mode: "greedy", disks: [nameless] }],
  "blank wwid": async () => [
    { mode: "greedy", disks: [nameless], files: { "/sys/block/sda/device/wwid": "\n" } },
  ],
  "property blacklisted": async () => [
    { mode: "greedy", disks: processed, exclusions: [by("property", "ID_WWN")] },
  ],
  "property missing": async () => [
    { mode: "greedy", disks: processed, exclusions: [{ ...by("property", "SCSI_IDENT_*"), except: true }] },
  ],
  "device blacklisted": async () => [{ mode: "greedy", exclusions: [by("product", "ACME", "*")] }],
  "wwid marked failed": async () => [{ mode: "greedy", files: await failedMark() }],
  "greedy, daemon running": async () => [{ mode: "greedy" }],
  "greedy, daemon not checked": async () => [{ mode: "greedy" }],
  "wwid in wwids file": async () => [{ mode: "strict", files: registered }],
  // Of hardware that a profile knows: the map of any other is left to who made it.
  "map with uuid exists": async () => [
    { mode: "strict", disks: [pathOf(0, netapp), pathOf(1, netapp)], maps: [overSdb] },
  ],
  "strict, nothing known": async () => [{ mode: "strict" }],
  "off, nothing known": async () => [{ mode: "off" }],
  "on, nothing known": async () => [{ mode: "on" }, { mode: "yes" }],
  "smart, nothing known": async () => [{ mode: "smart" }],
  "greedy|smart, device in use (holders/mounted/swap)": async () =>
    ["greedy", "smart"].flatMap((mode) => [
      { mode, files: mounted },
      { mode, files: { "/proc/swaps": "Filename Type Size Used Priority\n/dev/sda partition 1 0 -2\n" } },
      { mode, disks: [pathOf(0, { holders: ["dm-9"] })] },
    ]),
};

/** Rows about devices that the worker never reads: they are no disks of /sys/block. The rule alone decides. */
const noDisks: readonly string[] = ["DEVTYPE=partition", "DEVTYPE missing"];

const noDisk: ClaimFacts = {
  owner: "pathplug",
  mode: "greedy",
  armed: true,
  kernelCommandLine: [],
  disk: false,
  nativeMultipath: false,
  inUse: false,
  registered: true,
  identified: true,
};

/** Whether a path is claimed, and whether its LUN gets a map. */
const answers: Readonly<Record<Row["result"], { readonly claimed: boolean; readonly hasMap: boolean }>> = {
  ERROR: { claimed: false, hasMap: false },
  NOT_VALID: { claimed: false, hasMap: false },
  VALID: { claimed: true, hasMap: true },
  VALID_NO_CHECK: { claimed: true, hasMap: true },
  MAYBE_VALID: { claimed: true, hasMap: false },
};

const { source, rows } = sharedRows<Row>("path_valid.jsonl", ownRows);

describe(`whether a path is to be multipathed, from ${source}`, () => {
  const applicable = rows.filter(
    ({ test }) => !Object.hasOwn(notApplicable, test) && !noDisks.includes(test),
  );

  it.each(noDisks)("%s", () => {
    expect(claimVerdict(noDisk)).toEqual({ claimed: false, reason: "not-a-disk" });
  });

  it.each(applicable.map((row) => [row.test, row] as const))("%s", async (test, { result }) => {
    const all = await (circumstances[test]?.() ?? Promise.reject(new Error("a row that nobody has played")));
    for (const one of all) {
      const { claimed, hasMap } = await found(one);
      expect({ claimed, hasMap }).toEqual(answers[result]);
    }
  });

  it("leaves out no row but for a reason", () => {
    const names = rows.map(({ test }) => test);
    expect(Object.keys(notApplicable).filter((test) => rows !== ownRows && !names.includes(test))).toEqual(
      [],
    );
    for (const why of Object.values(notApplicable)) expect(why.length).toBeGreaterThan(20);
  });
});
