import { type Sg3Failed, type Sg3Meaning, testUnitReady } from "sg3-utils-wrapper/commands";
import { compareLun, isKnown, isOtherSerial, type KnownLun } from "../../core/recheck/same-lun.ts";
import type { System } from "../system/system.ts";
import { readAttribute } from "../system/text.ts";
import { isNvmeDisk } from "./nvme-disk.ts";
import type { FailedTest, PathTest, Untested } from "./path-test-result.ts";
import { rescanDisk } from "./rescan-disk.ts";
import { testNvmePath } from "./test-nvme-path.ts";
import { readVpdPage } from "./vpd-page.ts";

/** How long one command of a test may take, milliseconds; a path that takes longer has failed it. */
const TIMEOUT = 5_000;
/** A device tells each of its unit attentions once, before it does anything else (SAM-6 5.14). */
const MOST_ATTENTIONS = 5;

/**
 * Tests a path with TEST UNIT READY. A link that sysfs knows to be dead is asked nothing: the command would wait for its
 * time-out. A path that answers is asked for its page 83h, which has to name the LUN that it led to: while it was away another
 * one may have got its place.
 */
export async function testPath(system: System, dev: string, known: KnownLun): Promise<PathTest> {
  if (isNvmeDisk(dev)) return await testNvmePath(system, dev, known);
  const state = readAttribute(system, `/sys/block/${dev}/device/state`);
  if (state !== "running")
    return { kind: "down", reason: `its state is ${state ?? "unknown"}`, isLinkDead: true };
  for (let attentions = 0; ; attentions++) {
    const answer = await testUnitReady(system.spawn, `/dev/${dev}`, { timeoutMs: TIMEOUT });
    // A reservation of another initiator is an answer: the path works (SPC-6 5.14).
    if (answer.kind === "data" || answer.error.isReservationConflict)
      return await sized(system, dev, await identified(system, dev, known, "up"));
    if (answer.error.meaning === "standby") return await identified(system, dev, known, "passive");
    if (!answer.error.isUnitAttention || attentions === MOST_ATTENTIONS) return failed(answer);
  }
}

/**
 * A path that could not tell its size when it was asked, as one of an unavailable port, has none for the kernel, which lets no I/O
 * through to it and asks again only when it is told to.
 */
async function sized(system: System, dev: string, test: PathTest): Promise<PathTest> {
  const hasSize = (): boolean => readAttribute(system, `/sys/block/${dev}/size`) !== "0";
  if (test.kind !== "up" || hasSize()) return test;
  await rescanDisk(system, dev, TIMEOUT);
  return hasSize() ? test : { kind: "down", reason: "it tells no size" };
}

function failed({ error }: Sg3Failed): FailedTest | Untested {
  const { meaning, errno, program, sense, isMissingProgram, isTimeout, sentence } = error;
  if (isMissingProgram) return { kind: "untested", reason: `${program} is missing`, missing: program };
  if (HOST_FAULTS.includes(meaning) || LACKS.includes(errno)) return { kind: "untested", reason: sentence };
  const isSoonReady = sense?.key === NOT_READY && sense.asc === 4 && SOON_READY.includes(sense.ascq);
  if (isSoonReady || BUSY.includes(meaning)) return { kind: "pending", reason: sentence };
  return { kind: isTimeout ? "silent" : "down", reason: sentence };
}

/** Answers of a path that works, and of a device that will in a moment: the kernel sends the command again. */
const BUSY: readonly Sg3Meaning[] = ["becoming-ready", "busy", "task-set-full", "aca-active"];
/** Sense key. */
const NOT_READY = 2;
/** With 04h: in process of becoming ready; asymmetric access state transition (SPC-6 annex, ASC and ASCQ). */
const SOON_READY: readonly (number | undefined)[] = [0x01, 0x0a];

/** What speaks of the program, not of the path. */
const HOST_FAULTS: readonly Sg3Meaning[] = [
  "not-executable",
  "killed",
  "bad-argument",
  "syntax-error",
  "contradicting-options",
];
/** What the host lacks that asks. */
const LACKS: readonly (string | undefined)[] = ["ENOMEM", "ENFILE", "EMFILE", "EAGAIN", "EPERM", "EACCES"];

/**
 * Tests only whether a path still leads to the LUN that it led to: one that is used is asked for nothing else. Of NVMe the whole
 * test is made.
 */
export async function identifyPath(system: System, dev: string, known: KnownLun): Promise<PathTest> {
  return isNvmeDisk(dev)
    ? await testNvmePath(system, dev, known)
    : await identified(system, dev, known, "up");
}

/** `kind`, where the path names the LUN that it led to. One of which nothing is known is believed. */
async function identified(
  system: System,
  dev: string,
  known: KnownLun,
  kind: "up" | "passive",
): Promise<PathTest> {
  if (!isKnown(known)) return { kind };
  const answer = await readVpdPage(system, dev, 0x83);
  if (answer.kind === "failed") return failed(answer);
  const lun = compareLun(known, answer.bytes);
  if (lun === "unnamed") return { kind: "down", reason: "its page 83h names no LUN" };
  if (lun === "other") return { kind: "changed" };
  return (await checkSerial(system, dev, known)) ?? { kind };
}

/** A clone may have the page 83h of its original; one that is told apart by its serial number alone is another LUN, too. */
async function checkSerial(system: System, dev: string, { page80 }: KnownLun): Promise<PathTest | undefined> {
  if (page80 === undefined) return undefined;
  const answer = await readVpdPage(system, dev, 0x80);
  if (answer.kind === "failed") return answer.error.isTimeout ? failed(answer) : undefined;
  return isOtherSerial(page80, answer.bytes) ? { kind: "changed" } : undefined;
}
