import { ARRAY, LINK, type Meaning, NOTHING, type Origin } from "./meaning.ts";
import type { SenseCodes } from "./sense-codes.ts";
import { CAPACITY, rule, type SenseRule, TOPOLOGY } from "./sense-rule.ts";
import { unitAttentions } from "./unit-attention.ts";

/** What sense data mean: the first rule that fits, the narrow ones before the wide ones; each key ends with one for the rest. */
export function senseMeaning({ key, asc, ascq }: SenseCodes): Meaning {
  const found = rules.find(
    (rule) =>
      rule.key === key &&
      (rule.asc === undefined || rule.asc === asc) &&
      (rule.ascq === undefined || rule.ascq.includes(ascq)),
  );
  const { origin, says, next } = found ?? UNKNOWN;
  return { origin, says, next };
}

const UNKNOWN: Meaning & { readonly origin: Origin } = {
  origin: "target",
  says: "the device says what no standard explains",
  next: ARRAY,
};

const MAPPED = "is the LUN still mapped to this host? Then rescan, or delete the disk";
const PASSES: readonly number[] = [0x04, 0x05, 0x06, 0x07, 0x08, 0x09, 0x14, 0x1a, 0x1b, 0x1d];

/** Sense keys and additional codes as SPC-6 4.4.8 and annex F.2 define them, by key. */
const rules: readonly SenseRule[] = [
  rule(0x0, undefined, undefined, "target", "no error is named, and yet the command did not end well", ARRAY),
  rule(0x1, undefined, undefined, "medium", "it worked, after the device had mended the error", ARRAY),

  rule(
    0x2,
    0x04,
    [0x0a],
    "target",
    "the target port group is changing its access state (ALUA)",
    `${NOTHING}; if it does not, see the array`,
  ),
  rule(0x2, 0x04, [0x0b], "target", "the target port is in standby: this path serves no data now", TOPOLOGY),
  rule(0x2, 0x04, [0x0c], "target", "the target port is unavailable (ALUA)", TOPOLOGY),
  rule(0x2, 0x04, [0x01], "target", "the LUN is about to become ready", NOTHING),
  rule(0x2, 0x04, [0x02], "target", "the LUN has not been started", "`sg_start --start` of the disk"),
  rule(
    0x2,
    0x04,
    [0x03],
    "target",
    "the LUN waits for somebody to act; on some arrays this is how a passive path answers",
    TOPOLOGY,
  ),
  rule(0x2, 0x04, PASSES, "target", "the LUN is busy with an operation of its own", NOTHING),
  rule(0x2, 0x04, undefined, "target", "the LUN is not ready", ARRAY),
  rule(0x2, 0x08, undefined, "transport", "the target does not reach the LUN behind it", ARRAY),
  rule(0x2, 0x3a, undefined, "target", "there is no medium", ARRAY),
  rule(0x2, undefined, undefined, "target", "the LUN is not ready", ARRAY),

  ...[0x11, 0x13, 0x14].map((asc) =>
    rule(
      0x3,
      asc,
      undefined,
      "medium",
      "the device cannot read this block: no path will",
      "the array's own log; what stood in the block comes from a copy of it, and writing it anew may mend the block",
    ),
  ),
  rule(
    0x3,
    undefined,
    undefined,
    "medium",
    "the device fails at its medium; the kernel takes this for an error of the path, so path after path may fail",
    "the array's own log, before the paths: they are not to blame",
  ),

  rule(0x4, undefined, undefined, "target", "a part of the device is broken", ARRAY),

  rule(
    0x5,
    0x10,
    undefined,
    "driver",
    "data and their protection information do not fit, says the adapter",
    "the adapter and its driver",
  ),
  rule(0x5, 0x20, undefined, "target", "the device does not know this command", "the array's release"),
  rule(0x5, 0x21, undefined, "target", "the request lies behind the end of the LUN: it is smaller", CAPACITY),
  rule(0x5, 0x24, undefined, "target", "the device does not take a field of the command", "what sent it"),
  rule(0x5, 0x25, undefined, "target", "there is no such LUN behind this port any more", MAPPED),
  rule(0x5, 0x26, undefined, "target", "the device does not take a parameter", "what sent it"),
  rule(
    0x5,
    0x27,
    undefined,
    "target",
    "the LUN is write protected",
    "is it a snapshot or the copy of a mirror?",
  ),
  rule(0x5, 0x94, [0x01], "target", "this controller does not own the LUN (RDAC)", TOPOLOGY),
  rule(0x5, undefined, undefined, "target", "the device refuses the command", ARRAY),

  ...unitAttentions,

  rule(
    0x7,
    0x27,
    [0x07],
    "target",
    "the pool of the LUN is full (thin provisioning, hard threshold)",
    "space in the pool, at once",
  ),
  rule(
    0x7,
    undefined,
    undefined,
    "target",
    "the LUN may not be written",
    "is it a snapshot or the copy of a mirror?",
  ),
  rule(0x8, undefined, undefined, "medium", "nothing is written at this place", ARRAY),
  rule(0xa, undefined, undefined, "target", "a copy within the array was given up", ARRAY),

  rule(
    0xb,
    0x10,
    undefined,
    "target",
    "data and their protection information do not fit, says the device: they were damaged on their way or on the medium",
    "adapter, cable and the array's own log",
  ),
  rule(0xb, 0x2e, [0x01, 0x02, 0x03], "target", "the command took longer than its duration limit", ARRAY),
  ...[0x08, 0x0e, 0x47, 0x48, 0x49, 0x4a, 0x4b].map((asc) =>
    rule(0xb, asc, undefined, "transport", "the command or its data were damaged on their way", LINK),
  ),
  ...[0x4d, 0x4e].map((asc) =>
    rule(0xb, asc, undefined, "driver", "this host used a tag twice", "the adapter's driver"),
  ),
  rule(0xb, undefined, undefined, "target", "the device gave the command up", ARRAY),
  rule(0xd, undefined, undefined, "medium", "the medium is full", ARRAY),
  rule(
    0xe,
    undefined,
    undefined,
    "target",
    "what is stored is not what was compared with",
    "nothing, where cluster software compares on purpose",
  ),
  rule(0xf, undefined, undefined, "target", "the command has ended, and says more of it", NOTHING),
];
