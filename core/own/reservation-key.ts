/** The key that this host registers for a LUN, on every path of its own. */
export interface OwnKey {
  /** 64 bits. 0: there is none any more, and paths that come back lose the one that they had. */
  readonly key: bigint;
  /** Whether registrations survive a loss of power (APTPL). The last REGISTER decides that for all of them. */
  readonly persist: boolean;
}

const PERSIST = ":aptpl";

/** Reads a key: up to 16 hexadecimal digits behind 0x, or a decimal number, of 64 bits. Absent for anything else. */
export function parseKey(text: string): bigint | undefined {
  if (!/^(0x[0-9a-f]{1,16}|\d{1,20})$/i.test(text)) return undefined;
  const key = BigInt(text);
  return key > LAST_KEY ? undefined : key;
}

const LAST_KEY = 0xffff_ffff_ffff_ffffn;

/** A key of 64 bits that is drawn by lot: those of a random UUID (RFC 9562 5.4) that do not tell its version. */
export function keyOfUuid(text: string): bigint | undefined {
  const digits = text.trim().replaceAll("-", "");
  return /^[0-9a-f]{32}$/.test(digits) ? BigInt(`0x${digits.slice(0, 12)}${digits.slice(-4)}`) : undefined;
}

export function keyText(key: bigint): string {
  return `0x${key.toString(16)}`;
}

/** Reads the registry's PATHPLUG_RESERVATION_KEY: `0x1f`, or `0x1f:aptpl` as multipath's prkeys file has it. */
export function parseOwnKey(text: string | undefined): OwnKey | undefined {
  const persist = text?.endsWith(PERSIST) === true;
  const key = parseKey(persist ? (text?.slice(0, -PERSIST.length) ?? "") : (text ?? ""));
  return key === undefined ? undefined : { key, persist };
}

export function ownKeyText({ key, persist }: OwnKey): string {
  return `${keyText(key)}${persist ? PERSIST : ""}`;
}

/** What was last said of APTPL counts for every registration of the LUN (SPC-6 5.14.5), so it is said each time. */
export function persisting(persist: boolean): { readonly persist?: "through-power-loss" } {
  return persist ? { persist: "through-power-loss" } : {};
}
