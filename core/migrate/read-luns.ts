import type { LunSettings } from "../profile/profile.ts";
import { given } from "../values/given.ts";
import { type ConfBlock, type ConfValue, lastValue, type MultipathConf } from "./multipath-conf.ts";
import type { Outcome } from "./outcome.ts";
import { readSettings, writtenSettings } from "./read-settings.ts";
import { type Circumstances, readNamePart } from "./value-readers.ts";

const WWID = /^[!-~]{1,122}$/;
const MOST = 65_536;

/** `luns`: what multipaths say of single LUNs. One of which nothing can be said here is left out. */
export function readLuns(
  { multipaths }: MultipathConf,
  circumstances: Circumstances,
  outcome: Outcome,
): readonly LunSettings[] {
  const luns: LunSettings[] = [];
  const aliases = new Map<string, string>();
  for (const block of multipaths) {
    const wwid = lastValue(block.values, "wwid") ?? "";
    if (!WWID.test(wwid) || luns.length >= MOST) {
      leaveBlock(block, outcome);
      continue;
    }
    const pointer = `pathplug.json#/luns/${luns.length}`;
    const alias = readAlias(block, wwid, aliases, outcome);
    const read = readSettings("multipath", block.values, circumstances, outcome);
    const isSaid = alias !== undefined || read.length > 0;
    tellWwid(block, wwid, isSaid ? `${pointer}/wwid` : undefined, outcome);
    if (!isSaid) continue;
    if (alias !== undefined) outcome.carry(alias, [`${pointer}/alias`]);
    for (const { key, from, note } of read) outcome.carry(from, [`${pointer}/settings/${key}`], note);
    const settings = read.length === 0 ? undefined : writtenSettings(read);
    luns.push({ wwid, ...given({ alias: alias?.value, settings }) });
  }
  return luns;
}

function tellWwid(block: ConfBlock, wwid: string, into: string | undefined, outcome: Outcome): void {
  for (const from of named(block, "wwid")) {
    if (from.value !== wwid) outcome.leave(from, "replaced", "A later value of this keyword holds.");
    else if (into !== undefined) outcome.carry(from, [into]);
    else outcome.leave(from, "no-effect", "Nothing that is said of this LUN has a place here.");
  }
}

/** The last alias that multipath-tools takes, unless another LUN has it or it cannot be a name here. */
function readAlias(
  block: ConfBlock,
  wwid: string,
  aliases: Map<string, string>,
  outcome: Outcome,
): ConfValue | undefined {
  const written = named(block, "alias");
  const valid = written.filter(({ value }) => !value.includes("/"));
  const last = valid.at(-1);
  for (const from of written) {
    if (!valid.includes(from)) outcome.leave(from, "invalid", "multipath-tools takes no alias with a slash.");
    else if (from !== last) outcome.leave(from, "replaced", "A later value of this keyword holds.");
  }
  if (last === undefined) return undefined;
  const reading = readNamePart(last.value, { checkInterval: 0, countsPathErrors: false });
  const other = aliases.get(last.value);
  if (reading.kind === "unfit") {
    outcome.leave(last, "inexact", reading.hint);
    return undefined;
  }
  if (other !== undefined) {
    outcome.leave(last, "unsafe", `The LUN ${other} has this alias already; a name belongs to one.`);
    return undefined;
  }
  aliases.set(last.value, wwid);
  return last;
}

function leaveBlock(block: ConfBlock, outcome: Outcome): void {
  const hint =
    "Its WWID is none: 1 to 122 printable characters without blanks. `pathplug topology` prints those of LUNs.";
  for (const from of block.values) outcome.leave(from, "inexact", hint);
}

function named(block: ConfBlock, keyword: string): readonly ConfValue[] {
  return block.values.filter((one) => one.keyword === keyword);
}
