import { parseHex } from "../bytes/hex.ts";
import { additionalSenseOf, SENSE_KEYS } from "../decode/sense-text.ts";
import { type BlockStatus, loggedWords, statusOfLogged } from "./block-status.ts";
import { type KernelEvent, kernelEvents } from "./kernel-event.ts";

/** The device that a line is about; a line about a transport has none. Names are the kernel's own: `sdb`, `3:0:0:1`. */
export interface LineDevice {
  readonly dev?: string;
  readonly hctl?: string;
  readonly tag?: number;
}

/** One line of the kernel's log that tells of an error, or of what became of it. */
export type KernelLine = { readonly device: LineDevice } & (
  | { readonly kind: "result"; readonly hostByte: string; readonly age?: number }
  | { readonly kind: "sense-key"; readonly key: number; readonly deferred: boolean }
  | { readonly kind: "additional-sense"; readonly asc: number; readonly ascq: number }
  | { readonly kind: "command"; readonly cdb: Uint8Array }
  | { readonly kind: "ended"; readonly status: BlockStatus; readonly sector: bigint }
  | { readonly kind: "event"; readonly event: KernelEvent }
  | { readonly kind: "path-failed" | "path-reinstated"; readonly devt: string }
  /** A disk has got its name: what was said of the name before is about another. */
  | { readonly kind: "attached" }
);

/** Marks by which a line is worth reading: plain for JavaScript's regular expressions and for PCRE. */
export const KERNEL_LINE_PATTERN = [
  "Result: hostbyte=",
  "Sense Key : ",
  "Add\\. Sense: ",
  "CDB: ",
  "ASC=0x",
  " error, dev sd",
  "(Failing|Reinstating) path",
  "Attached SCSI",
  ...kernelEvents.map(({ phrase }) => phrase.replaceAll(".", "\\.")),
].join("|");

/**
 * Reads one line as `dmesg`, the journal or a console shows it, whatever stands in front of the kernel's own words; undefined
 * for one that tells of no error. Formats: `scsi_print_result`, `scsi_print_sense`, `scsi_print_command`
 * (drivers/scsi/scsi_logging.c), `blk_print_req_error` (block/blk-mq.c), `fail_path` (drivers/md/dm-mpath.c).
 */
export function parseKernelLine(line: string): KernelLine | undefined {
  const path = /multipath: (?:\d+:\d+: )?(Failing|Reinstating) path (\d+:\d+)\.?/.exec(line);
  if (path !== null) {
    return {
      kind: path[1] === "Failing" ? "path-failed" : "path-reinstated",
      devt: path[2] ?? "",
      device: {},
    };
  }
  const ended = ENDED.exec(line);
  const status = statusOfLogged(ended?.[1] ?? "");
  if (ended !== null && status !== undefined) {
    return { kind: "ended", status, sector: BigInt(ended[3] ?? 0), device: { dev: ended[2] ?? "" } };
  }
  const scsi = SCSI.exec(line);
  const [, hctl, dev, tag, words = line] = scsi ?? [];
  const device: LineDevice = {
    ...(hctl === undefined ? {} : { hctl }),
    ...(dev === undefined ? {} : { dev }),
    ...(tag === undefined ? {} : { tag: Number(tag) }),
  };
  const told = scsi === null ? undefined : parseCommandWords(words, device);
  if (told !== undefined) return told;
  const event = kernelEvents.find(({ phrase }) => words.includes(phrase));
  return event === undefined ? undefined : { kind: "event", event, device };
}

/** `critical medium error, dev sdb, sector 4660 op 0x0:(READ) …`, with a function's name in front on old kernels. */
const ENDED = new RegExp(
  `(?:^|[\\s:])(${loggedWords.join("|")}) error, dev ([a-z][a-z0-9-]*), sector (\\d{1,20})`,
);
/** `sd 3:0:0:1: [sdb] tag#12 ` and what follows; the name and the tag are not always there. */
const SCSI = /\b(?:sd|scsi|sr|ses) (\d+:\d+:\d+:\d+): (?:\[(sd[a-z]+)\] )?(?:tag#(\d+) )?(.*)$/s;

function parseCommandWords(words: string, device: LineDevice): KernelLine | undefined {
  const result = /^(?:.*: )?\S+ Result: hostbyte=(\w+) driverbyte=\w+(?: cmd_age=(\d+)s)?/.exec(words);
  if (result !== null) {
    const [, hostByte = "", age] = result;
    return { kind: "result", hostByte, device, ...(age === undefined ? {} : { age: Number(age) }) };
  }
  const [, keyText, when] = /^Sense Key : (.+?) \[(current|deferred)\]/.exec(words) ?? [];
  const key = keyText === undefined ? undefined : senseKeyOf(keyText);
  if (key !== undefined) return { kind: "sense-key", key, deferred: when === "deferred", device };
  const codes = additionalCodesOf(words);
  if (codes !== undefined) return { kind: "additional-sense", ...codes, device };
  if (/^Attached SCSI .*disk/.test(words)) return { kind: "attached", device };
  const [, hex] = /^CDB: .*?((?: [0-9a-f]{2}){6,})\s*$/.exec(words) ?? [];
  const cdb = hex === undefined ? undefined : parseHex(hex);
  return cdb?.kind === "bytes" ? { kind: "command", cdb: cdb.bytes, device } : undefined;
}

/** The kernel's name of a sense key (`snstext`), or the number where it has none. */
function senseKeyOf(text: string): number | undefined {
  const name = text.toLowerCase();
  if (/^0x[0-9a-f]$/.test(name)) return Number(name);
  if (name === "vendor specific(9)") return 0x9;
  if (name === "equal") return 0xc;
  const key = SENSE_KEYS.indexOf(name);
  return key < 0 ? undefined : key;
}

/** Texts that carry the qualifier as a number behind them (`additional2`). */
const NUMBERED: Readonly<Record<string, number>> = {
  "Ram failure": 0x40,
  "Diagnostic failure on component": 0x40,
  "Data path failure": 0x41,
  "Power-on or self-test failure": 0x42,
  "Tagged overlapped commands": 0x4d,
  "Decompression exception": 0x70,
};

function additionalCodesOf(words: string): { readonly asc: number; readonly ascq: number } | undefined {
  const [, asc, ascq] =
    /^(?:<<vendor>>)?ASC=0x([0-9a-f]{1,2}) (?:<<vendor>>)?ASCQ=0x([0-9a-f]{1,2})/.exec(words) ?? [];
  if (asc !== undefined && ascq !== undefined) {
    return { asc: Number.parseInt(asc, 16), ascq: Number.parseInt(ascq, 16) };
  }
  const [, text] = /^Add\. Sense: (.*?)\s*$/.exec(words) ?? [];
  if (text === undefined) return undefined;
  const [, name = "", number = ""] = /^(.*?)\((?:[a-z ]+ )?([0-9a-f]{1,2})\)$/.exec(text) ?? [];
  const numbered = NUMBERED[name];
  return numbered === undefined
    ? additionalSenseOf(text)
    : { asc: numbered, ascq: Number.parseInt(number, 16) };
}
