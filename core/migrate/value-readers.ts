/** What a value of multipath.conf(5) means. */
export type Reading =
  | { readonly kind: "value"; readonly value: unknown; readonly note?: string }
  /** libmultipath refuses it, and keeps what it had. */
  | { readonly kind: "invalid" }
  /** The same as not being there. */
  | { readonly kind: "unset"; readonly hint: string }
  /** It has a meaning there that no setting of pathplug has. */
  | { readonly kind: "unfit"; readonly hint: string };

/** What values depend on that stand elsewhere in the configuration. */
export interface Circumstances {
  /** Seconds between two checks of a path: polling_interval. */
  readonly checkInterval: number;
  /** Whether all three of san_path_err_threshold, _forget_rate and _recovery_time are set: with fewer, none has an effect. */
  readonly countsPathErrors: boolean;
}

export type Reader = (text: string, circumstances: Circumstances) => Reading;

const INVALID: Reading = { kind: "invalid" };
const LARGEST = 2 ** 31 - 1;

function value(read: unknown, note?: string): Reading {
  return { kind: "value", value: read, ...(note === undefined ? {} : { note }) };
}

/** Words with their meaning; any other is invalid. */
export function readWordOf(words: Readonly<Record<string, unknown>>): Reader {
  return (text) => (Object.hasOwn(words, text) ? value(words[text]) : INVALID);
}

export const readYesNo: Reader = readWordOf({ yes: true, "1": true, no: false, "0": false });

/** A number as strtol reads all of a text, kept within the range; absent for anything else. */
export function wholeNumber(text: string, least: number, most = LARGEST): number | undefined {
  if (!/^[ \t\n\v\f\r]*[+-]?\d+[ \t\n\v\f\r]*$/.test(text)) return undefined;
  return Math.min(most, Math.max(least, Number(text)));
}

/** What a number may be: words besides, what 0 means, and the range that pathplug's schema has. */
interface NumberForm {
  readonly words?: Readonly<Record<string, unknown>>;
  readonly zero?: Reading;
  readonly least: number;
  readonly most: number;
}

/** One of the words, or a number. */
export function readNumber({ words = {}, zero, least, most }: NumberForm): Reader {
  return (text) => {
    if (Object.hasOwn(words, text)) return value(words[text]);
    const number = wholeNumber(text, zero === undefined ? least : 0);
    if (number === undefined) return INVALID;
    if (number === 0 && zero !== undefined) return zero;
    if (number < least || number > most) {
      return { kind: "unfit", hint: `pathplug takes ${least} to ${most}.` };
    }
    return value(number);
  };
}

export const readFailback: Reader = readNumber({
  words: { manual: "manual", immediate: "immediate", followover: "followover" },
  zero: { kind: "unset", hint: "0 is not set there; write `immediate` for at once." },
  least: 1,
  most: 86_400,
});

export const readFlush: Reader = readWordOf({
  always: "always",
  yes: "always",
  "1": "always",
  unused: "unused",
  no: "unused",
  "0": "unused",
  never: "never",
});

export const readFastIoFail: Reader = readNumber({
  words: { off: "off" },
  zero: { kind: "unfit", hint: "pathplug takes 1 to 3600, or off." },
  least: 1,
  most: 3600,
});

export const readMaxSectors: Reader = readNumber({
  zero: { kind: "unset", hint: "0 leaves the kernel's own value; leave it out." },
  least: 4,
  most: 1_048_576,
});

/** The words of a list behind their count: `2 pg_init_retries 50`. One whose count is wrong is not taken. */
export const readCounted: Reader = (text) => {
  const [count, ...words] = blankSeparated(text);
  if (count === undefined || !/^[+-]?\d+$/.test(count) || Number(count) !== words.length) return INVALID;
  return words.length <= 32 && words.every((word) => /^[!-~]{1,64}$/.test(word))
    ? value(words)
    : { kind: "unfit", hint: "pathplug takes 32 words of 64 printable characters at most." };
};

/** A selector, the number of its arguments, and these. */
export const readSelector: Reader = (text) => {
  const [name, count, ...words] = blankSeparated(text);
  if (name === undefined || count === undefined) return INVALID;
  if (!/^[+-]?\d+$/.test(count) || Number(count) !== words.length) return INVALID;
  const selector = [name, words.length, ...words].join(" ");
  return /^[a-z][a-z-]* [0-9]+( [!-~]+)*$/.test(selector) && selector.length <= 128
    ? value(selector)
    : { kind: "unfit", hint: "pathplug knows no path selector of such a name." };
};

/** What libmultipath takes for a separator within a value. */
export function blankSeparated(text: string): readonly string[] {
  return text.split(/[ \f\r\t\v]+/).filter((word) => word !== "");
}

const policies = ["failover", "multibus", "group_by_serial", "group_by_prio", "group_by_node_name"];

/** A policy is known by what its text begins with. */
export const readPolicy: Reader = (text) => {
  const policy = [...policies, "group_by_tpg"].find((name) => text.startsWith(name));
  return policy === undefined ? INVALID : value(policy);
};

const CHECK_SECONDS = 5;

/**
 * `fail`, `queue`, or a number of checks. A check is one polling_interval there and 5 s in pathplug; the time stays, at least.
 */
export const readNoPathRetry: Reader = (text, { checkInterval }) => {
  if (text === "fail" || text === "0") return value("fail");
  if (text === "queue") return value("queue");
  const number = wholeNumber(text, 1);
  if (number === undefined) return INVALID;
  const checks = Math.ceil((number * checkInterval) / CHECK_SECONDS);
  if (checks > 100_000)
    return { kind: "unfit", hint: "pathplug takes 1 to 100000 checks of 5 s, or `queue`." };
  return value(
    checks,
    checks === number
      ? undefined
      : `${number} checks of ${checkInterval} s are ${checks} of ${CHECK_SECONDS} s`,
  );
};

/** What sscanf's %u finds at the beginning; whatever follows is not looked at. */
export const readDevLossTmo: Reader = (text) => {
  if (text === "infinity") return value("infinity");
  const digits = /^[ \t\n\v\f\r]*\+?(\d+)/.exec(text)?.[1];
  if (digits === undefined) return INVALID;
  const seconds = Number(digits);
  if (seconds === 0) return { kind: "unset", hint: "0 leaves the kernel's own value; leave it out." };
  return value(seconds > LARGEST ? "infinity" : seconds);
};

/** A prioritizer that pathplug has too. */
export const readPrio: Reader = (text) =>
  ["const", "sysfs", "alua", "ana"].includes(text)
    ? value(text)
    : {
        kind: "unfit",
        hint: "pathplug has const, sysfs, alua and ana. An array in a mode without ALUA is grouped one path per group; see `pathplug profile show`.",
      };

export const readPrioArguments: Reader = (text) => {
  const words = blankSeparated(text);
  if (words.length === 0) return value({});
  return words.length === 1 && words[0] === "exclusive_pref_bit"
    ? value({ exclusive_pref_bit: true }, "kept where detect_prio finds ALUA, too")
    : { kind: "unfit", hint: "pathplug takes exclusive_pref_bit alone." };
};

/** Part of a name of a map: no slash there, fewer characters here. */
export const readNamePart: Reader = (text) => {
  if (text.includes("/")) return INVALID;
  return /^[A-Za-z0-9_][A-Za-z0-9_.+-]{0,99}$/.test(text)
    ? value(text)
    : {
        kind: "unfit",
        hint: "A name is of letters, digits and `_ . + -`, and begins with none of the last three.",
      };
};

const counted: Reader = (text, { countsPathErrors }) => {
  if (text === "no" || text === "0")
    return { kind: "unset", hint: "It is off where it is not set; leave it out." };
  const number = wholeNumber(text, 1);
  if (number === undefined) return INVALID;
  if (!countsPathErrors) {
    const hint =
      "There, too: it counts errors only where threshold, forget_rate and recovery_time are all set.";
    return { kind: "unset", hint };
  }
  return value(number);
};

/** A number of the three by which errors of a path are counted, up to the most that pathplug takes. */
export function readPathErrors(most: number, note: string): Reader {
  return (text, circumstances) => {
    const reading = counted(text, circumstances);
    if (reading.kind !== "value") return reading;
    return Number(reading.value) > most
      ? { kind: "unfit", hint: `pathplug takes 1 to ${most}.` }
      : value(reading.value, note);
  };
}
