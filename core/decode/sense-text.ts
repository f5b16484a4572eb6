import additionalSenseCodes from "./additional-sense-codes.json" with { type: "json" };

/** SENSE KEY names (SPC-6 4.4.8, table "Sense key descriptions"). */
export const SENSE_KEYS: readonly string[] = [
  "no sense",
  "recovered error",
  "not ready",
  "medium error",
  "hardware error",
  "illegal request",
  "unit attention",
  "data protect",
  "blank check",
  "vendor specific",
  "copy aborted",
  "aborted command",
  "reserved",
  "volume overflow",
  "miscompare",
  "completed",
];

/** T10's list of assigned codes (asc-num.txt, SPC-6 annex F.2) as `ASC ASCQ` in hex. The command line alone has it. */
const TEXTS: Readonly<Record<string, string>> = additionalSenseCodes;

/** Codes whose qualifier is a number and no name: what each says of it (SPC-6 annex F.2, the rows `NNh`). */
const NUMBERED: readonly {
  readonly asc: number;
  readonly from: number;
  readonly text: (nn: string) => string;
}[] = [
  { asc: 0x40, from: 0x80, text: (nn) => `diagnostic failure on component ${nn}h` },
  { asc: 0x4d, from: 0x00, text: (nn) => `tagged overlapped commands, task tag ${nn}h` },
  { asc: 0x70, from: 0x00, text: (nn) => `decompression exception, short algorithm id ${nn}h` },
];

/** The text of an additional sense code and qualifier; undefined where T10 has assigned none: 80h and above are vendors'. */
export function additionalSenseText(asc: number, ascq: number): string | undefined {
  const nn = hexByte(ascq);
  const numbered = NUMBERED.find((each) => each.asc === asc && ascq >= each.from);
  return TEXTS[hexByte(asc) + nn] ?? numbered?.text(nn);
}

/** The code that a text names, as the kernel's log spells it: case does not count. Undefined where there is none. */
export function additionalSenseOf(text: string): { readonly asc: number; readonly ascq: number } | undefined {
  const wanted = text.trim().toLowerCase();
  codes ??= new Map(Object.entries(TEXTS).map(([code, each]) => [each.toLowerCase(), code]));
  const code = codes.get(wanted);
  if (code === undefined) return undefined;
  return { asc: Number.parseInt(code.slice(0, 2), 16), ascq: Number.parseInt(code.slice(2), 16) };
}

let codes: ReadonlyMap<string, string> | undefined;

function hexByte(byte: number): string {
  return byte.toString(16).padStart(2, "0");
}
