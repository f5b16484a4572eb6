import { formatHex } from "../bytes/hex.ts";
import type { Sense } from "../decode/sense.ts";
import type { SenseDescriptor } from "../decode/sense-descriptors.ts";
import { decodeSenseKeySpecific, senseKeySpecificText } from "../decode/sense-key-specific.ts";
import { additionalSenseText, SENSE_KEYS } from "../decode/sense-text.ts";
import type { ExplainedError } from "../sense/explain-error.ts";
import { RETRIES, RETRY_SECONDS } from "../sense/handling.ts";
import type { KernelError } from "../sense/kernel-errors.ts";
import type { Pair } from "./pairs.ts";

/** `medium error, 11h/00h: unrecovered read error`; a vendor's code stands alone. */
export function senseTitle(
  key: number | undefined,
  asc: number | undefined,
  ascq: number | undefined,
): string {
  const name = key === undefined ? "sense data without a key" : (SENSE_KEYS[key] ?? "");
  if (asc === undefined || ascq === undefined) return name;
  const [high, low] = [asc, ascq].map((code) => `${code.toString(16).padStart(2, "0")}h`);
  const text = additionalSenseText(asc, ascq);
  const isVendors = asc >= 0x80 || ascq >= 0x80;
  return `${name}, ${high}/${low}: ${text ?? (isVendors ? "a code of the vendor's" : "a code that is not assigned")}`;
}

/** What an error means: the same rows for sense data and for the kernel's log. */
export function meaningPairs(explained: ExplainedError): readonly Pair[] {
  const { verdict, origin, says, next, decidedBy } = explained;
  return [
    ["verdict", origin === undefined ? verdict : `${verdict}, ${origin}`],
    ["means", says],
    ["kernel", kernelText(explained)],
    ["path", pathText(explained)],
    ["pathplug", pathplugText(explained)],
    ["next", next],
    ["decided by", decidedBy.join(", ") || undefined],
  ];
}

function kernelText({ repeated, status, errno }: ExplainedError): string {
  if (status === undefined) return "tells of it, and sends the command again";
  if (status === "OK") return "takes it for done";
  const end = `ends it as BLK_STS_${status} (${errno})`;
  switch (repeated) {
    case "counted":
      return `sends the command again, up to ${RETRIES} times, then ${end}`;
    case "timed":
      return `sends the command again for up to ${RETRY_SECONDS} s, then ${end}`;
    case "endless":
      return "sends the command again until it ends otherwise";
    default:
      return `does not send the command again, and ${end}`;
  }
}

function pathText({ failsPath, repeated, status }: ExplainedError): string {
  if (status === undefined || status === "OK" || repeated === "endless") return "stays in use";
  if (!failsPath) return "stays in use: the kernel expects the same of every path, and tells whoever asked";
  const when = repeated === "no" ? "" : ", where that has not helped";
  return `fails${when}: dm-multipath sends the request by another path`;
}

function pathplugText({ failsPath, repeated }: ExplainedError): string {
  return failsPath && repeated !== "endless"
    ? "tests a failed path, and has it used again when it works and is the same LUN"
    : "does nothing: no path is to blame";
}

/** The fields of sense data beside key and codes. */
export function fieldPairs(sense: Sense): readonly Pair[] {
  const { format, deferred, key, information, commandSpecific, senseKeySpecific, fieldReplaceableUnit } =
    sense;
  const marks = [
    sense.filemark === true ? "FILEMARK" : undefined,
    sense.endOfMedium === true ? "EOM" : undefined,
    sense.incorrectLength === true ? "ILI" : undefined,
  ].filter((each) => each !== undefined);
  const specific =
    senseKeySpecific === undefined || key === undefined
      ? undefined
      : senseKeySpecificText(decodeSenseKeySpecific(key, senseKeySpecific));
  return [
    ["sense", `${format} format, ${deferred ? "deferred: of an earlier command" : "current"}`],
    ["flags", marks.join(" ") || undefined],
    ["information", information === undefined ? undefined : `${information} (${information.toString(16)}h)`],
    ["specific", specific],
    ["command", commandSpecific ? `command specific ${commandSpecific.toString(16)}h` : undefined],
    ["unit", fieldReplaceableUnit ? `replaceable unit ${fieldReplaceableUnit.toString(16)}h` : undefined],
    ...sense.descriptors.flatMap(descriptorPairs),
  ];
}

/** What no row above has. */
function descriptorPairs(descriptor: SenseDescriptor): readonly Pair[] {
  switch (descriptor.kind) {
    case "ata-status-return": {
      const { error, status, device, count, lba } = descriptor;
      const words = `error ${hex(error)}, status ${hex(status)}, device ${hex(device)}, count ${count}, LBA ${lba}`;
      return [["ATA", words]];
    }
    case "another-progress": {
      const done = senseKeySpecificText({ kind: "progress", progress: descriptor.progress });
      return [["progress", `${SENSE_KEYS[descriptor.key] ?? hex(descriptor.key)}: ${done}`]];
    }
    case "forwarded":
      return [
        ["forwarded", `status ${hex(descriptor.status)}, sense data ${formatHex(descriptor.forwarded)}`],
      ];
    case "other":
      return [["descriptor", `type ${hex(descriptor.type)}, ${descriptor.length} bytes`]];
    default:
      return [];
  }
}

function hex(byte: number): string {
  return `${byte.toString(16).padStart(2, "0")}h`;
}

/** What the log has of a failed command. */
export function logPairs(error: KernelError): readonly Pair[] {
  const { device, time, key, hostByte, status, sector, cdb } = error;
  // Without sense data the host byte is the error's title.
  const isSaid = hostByte === "DID_OK" || key === undefined;
  const at = sector === undefined ? "" : `, sector ${sector}`;
  return [
    ["device", [device.dev, device.hctl].filter((each) => each !== undefined).join(" ") || undefined],
    ["time", time === undefined ? undefined : timeText(time)],
    ["host byte", isSaid ? undefined : hostByte],
    ["command", cdb === undefined ? undefined : formatHex(cdb)],
    ["logged as", status === undefined ? undefined : `BLK_STS_${status}${at}`],
  ];
}

/** A time of the log, in UTC: it is compared with logs of arrays and switches. */
export function timeText(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}
