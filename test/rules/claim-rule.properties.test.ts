import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type LeftReason, renderLeftMark } from "../../core/claim/left-mark.ts";
import { type ClaimMode, claimModes } from "../../core/claim/mode.ts";
import type { ClaimReason } from "../../core/claim/reason.ts";
import { type ClaimFacts, claimVerdict } from "../../core/claim/verdict.ts";
import type { ClaimPolicy } from "../../core/profile/settings.ts";
import { type Played, playRules, type RuleWorld } from "./play-rules.ts";
import { readRuleLines } from "./rule-lines.ts";

const file = new URL("../../rules/59-pathplug-claim.rules", import.meta.url);
const lines = readRuleLines(readFileSync(file, "utf8"));

/** What an earlier event of a disk has left in udev's database, and whether it had the disk be claimed. */
const before: readonly (readonly [reason: ClaimReason | undefined, taken: boolean])[] = [
  [undefined, false],
  ["held-by-map", true],
  ["registered", true],
  ["first-path", true],
  ["smart", true],
  ["greedy", true],
  ["no-identity", false],
  ["unknown-product", false],
  ["second-path-awaited", false],
  ["in-use", false],
  ["left-before", false],
];

/** A disk's circumstances; each is true or false independently of the others. */
interface Circumstances {
  readonly isNvme: boolean;
  readonly isNative: boolean;
  readonly type: string;
  readonly id: string | undefined;
  readonly mode: ClaimMode;
  readonly isArmed: boolean;
  readonly words: readonly string[];
  readonly isHeld: boolean;
  readonly isMapsPath: boolean;
  readonly last: readonly [reason: ClaimReason | undefined, taken: boolean];
  readonly markedBy: "disk" | "lun" | undefined;
  readonly left: LeftReason | undefined;
  readonly registry: "etc" | "run" | "empty" | undefined;
  readonly product: "plain" | "colon";
  readonly policy: ClaimPolicy | undefined;
}

const circumstances = fc.record<Circumstances>({
  isNvme: fc.boolean(),
  isNative: fc.boolean(),
  // Most are what most disks are, or hardly any would come to the last lines.
  type: fc.constantFrom("0", "0", "0", "20", "1", "5"),
  id: fc.constantFrom("naa.6001", "naa.6001", "naa.6001", "t10.ACME  x", "../x", ".x", "a/b", "", undefined),
  mode: fc.constantFrom(...claimModes),
  isArmed: fc.constantFrom(true, true, true, true, false),
  words: fc.constantFrom([], [], [], ["quiet"], ["nompath"], ["multipath=off"], ["multipath=on"]),
  isHeld: fc.constantFrom(false, false, true),
  isMapsPath: fc.constantFrom(false, false, true),
  last: fc.constantFrom(...before),
  markedBy: fc.constantFrom(undefined, undefined, undefined, "disk", "lun"),
  left: fc.constantFrom(undefined, "excluded", "map-failed", "given-back"),
  registry: fc.constantFrom(undefined, undefined, "empty", "etc", "run"),
  product: fc.constantFrom("plain", "plain", "plain", "colon"),
  policy: fc.constantFrom(undefined, "first-path", "second-path", "never"),
});

const diskseq = "77";

function filesOf({
  id = "",
  isArmed,
  mode,
  left,
  markedBy,
  registry,
}: Circumstances): Record<string, string> {
  const mark = renderLeftMark(left === undefined ? undefined : { reason: left, digest: "d1" });
  const place = registry === "run" ? "/run/pathplug" : "/etc/pathplug";
  const entry = registry === "empty" ? "" : "PATHPLUG_FORMAT=1\nPATHPLUG_WWID=3600\n";
  const files: readonly (readonly [isThere: boolean, name: string, text: string])[] = [
    [isArmed, "/run/pathplug/armed", `PATHPLUG_ARMED=1\nPATHPLUG_MODE=${mode}\n`],
    [markedBy === "disk", `/run/pathplug/in-use/${diskseq}`, mark],
    [markedBy === "lun", `/run/pathplug/in-use/${id}`, mark],
    [registry !== undefined, `${place}/luns.d/${id}`, entry],
  ];
  return Object.fromEntries(files.flatMap(([isThere, name, text]) => (isThere ? [[name, text]] : [])));
}

function attributesOf({ id, isNvme, isNative, type, product }: Circumstances): Record<string, string> {
  const wwid = id === undefined ? {} : { [isNvme ? "wwid" : "device/wwid"]: id };
  const model = { "device/model": product === "colon" ? "LUN:C" : "LUN C-Mode      " };
  const parameter = "[module/nvme_core]parameters/multipath";
  return isNvme
    ? { ...wwid, ...model, [parameter]: isNative ? "Y" : "N", "device/firmware_rev": "1.0" }
    : { ...wwid, ...model, "device/type": type, "device/vendor": "NETAPP  ", "device/rev": "9000" };
}

function worldOf(of: Circumstances): RuleWorld {
  const [reason, taken] = of.last;
  return {
    event: { ACTION: "change", SUBSYSTEM: "block", DEVTYPE: "disk", DISKSEQ: diskseq, SEQNUM: "4711" },
    kernel: of.isNvme ? "nvme0n1" : "sda",
    attributes: attributesOf(of),
    present: [
      "/usr/sbin/multipath",
      ...(of.isNvme ? ["device/cntlid"] : []),
      ...(of.isHeld ? ["holders/*/dev"] : []),
      ...(of.isHeld && of.isMapsPath ? ["holders/*/dm/uuid"] : []),
    ],
    files: filesOf(of),
    database: {
      ...(reason === undefined ? {} : { PATHPLUG_CLAIM_REASON: reason }),
      ...(taken ? { DM_MULTIPATH_DEVICE_PATH: "1" } : {}),
    },
    parent: {},
    kernelCommandLine: of.words,
    hwdb: of.policy === undefined ? {} : { PATHPLUG_PROFILE: "p", PATHPLUG_CLAIM: of.policy },
  };
}

/** The same in the words of `explain`. */
function factsOf(of: Circumstances): ClaimFacts {
  const [reason, taken] = of.last;
  const isMarked = of.markedBy !== undefined;
  const { policy } = of;
  return {
    owner: "pathplug",
    mode: of.mode,
    armed: of.isArmed,
    kernelCommandLine: of.words,
    disk: of.isNvme || of.type === "0" || of.type === "20",
    nativeMultipath: of.isNvme && of.isNative,
    identified: of.id !== undefined && /^[^./][^/]*$/.test(of.id),
    heldByMap: of.isHeld && of.isMapsPath && taken,
    inUse: isMarked && of.left === undefined,
    ...(isMarked && of.left !== undefined ? { left: of.left } : {}),
    namedLate: reason === "no-identity",
    registered: of.registry === "etc" || of.registry === "run",
    held: of.isHeld,
    ...(policy === undefined || of.product === "colon" ? {} : { policy }),
    leftBefore: reason !== undefined && !taken,
  };
}

const isClaimed = ({ properties: { DM_MULTIPATH_DEVICE_PATH } }: Played) => DM_MULTIPATH_DEVICE_PATH === "1";
const play = (of: Circumstances) => playRules(lines, worldOf(of));

/** Reasons that the rule ends without a word for. */
const unsaid: ReadonlySet<ClaimReason> = new Set(["not-armed", "kernel-command-line", "native-multipath"]);
const runs = { numRuns: 3000 };

describe("the claim rule", () => {
  it("decides whatever explain says that it decides", () => {
    fc.assert(
      fc.property(circumstances, (of) => {
        const { claimed, reason } = claimVerdict(factsOf(of));
        const played = play(of);
        const { PATHPLUG_CLAIM_REASON: said } = played.properties;
        const wanted = unsaid.has(reason) ? undefined : reason;
        expect({ claimed: isClaimed(played), reason: said }).toEqual({ claimed, reason: wanted });
      }),
      runs,
    );
  });

  it("tells the worker of LUNs that boot needs, in an initramfs, and claims the others all the same", () => {
    const frozen = "/etc/pathplug/frozen";
    fc.assert(
      fc.property(circumstances, fc.boolean(), (of, isNeeded) => {
        const world = worldOf(of);
        const present = [...world.present, frozen, ...(isNeeded ? [`${frozen}/${of.id}`] : [])];
        const [there, here] = [playRules(lines, { ...world, present }), play(of)];
        expect(isClaimed(there)).toBe(isClaimed(here));
        if (isClaimed(there)) expect(there.run).toEqual(isNeeded ? here.run : []);
      }),
      runs,
    );
  });

  it("hides a path that it claims from systemd, blkid and watches, tells the worker, and hides nothing else", () => {
    const hidden = { ready: "0", type: "mpath_member", noBlkid: "1", options: ["nowatch", "db_persist"] };
    const free = { ready: undefined, type: undefined, noBlkid: undefined, options: [] };
    fc.assert(
      fc.property(circumstances, (of) => {
        const played = play(of);
        const { SYSTEMD_READY, ID_FS_TYPE, UDEV_DISABLE_PERSISTENT_STORAGE_BLKID_FLAG } = played.properties;
        expect({
          ready: SYSTEMD_READY,
          type: ID_FS_TYPE,
          noBlkid: UDEV_DISABLE_PERSISTENT_STORAGE_BLKID_FLAG,
          options: played.options,
        }).toEqual(isClaimed(played) ? hidden : free);
        const kick = `/usr/bin/touch /run/pathplug/queue/${worldOf(of).kernel}`;
        if (isClaimed(played)) expect(played.run).toEqual([kick]);
      }),
      runs,
    );
  });

  it("comes to each of its reasons", () => {
    const reasons = new Set(
      fc.sample(circumstances, runs.numRuns).map((of) => claimVerdict(factsOf(of)).reason),
    );
    const others: readonly ClaimReason[] = ["not-owner", "mapped", "second-path", "partition-of-path"];
    const all = [...lines.flatMap(({ tokens }) => tokens)]
      .filter(({ attribute, operator }) => attribute === "PATHPLUG_CLAIM_REASON" && operator === "=")
      .map(({ value }) => value as ClaimReason)
      .filter((reason) => !others.includes(reason));
    expect(all.filter((reason) => !reasons.has(reason))).toEqual([]);
  });
});
