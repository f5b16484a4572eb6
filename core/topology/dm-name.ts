import { decodeText, encodeText } from "../bytes/text.ts";

/** Bytes of a name or UUID in the kernel, without the closing NUL (DM_NAME_LEN, DM_UUID_LEN). */
const NAME_BYTES = 127;
const UUID_BYTES = 128;

/** What libdm leaves as it is; every other byte becomes \xNN. */
const KEPT = /^[0-9A-Za-z#+\-.:=@_]$/;

/** A name as libdm keeps it in the kernel and under /dev/mapper (mangling mode auto). */
export function mangleDmName(name: string): string {
  let mangled = "";
  for (const byte of encodeText(name)) {
    const character = String.fromCharCode(byte);
    mangled += KEPT.test(character) ? character : `\\x${byte.toString(16).padStart(2, "0")}`;
  }
  return mangled;
}

/** The name behind a mangled one; a text without `\x` is its own. */
export function unmangleDmName(mangled: string): string {
  if (!mangled.includes("\\x")) return mangled;
  return mangled.replace(/(?:\\x[0-9a-f]{2})+/g, (run) => {
    const bytes = [...run.matchAll(/\\x(..)/g)].map((match) => Number.parseInt(match[1] ?? "0", 16));
    return decodeText(Uint8Array.from(bytes));
  });
}

/** Why a text cannot be the name of a dm device; undefined when it can. */
export function dmNameProblem(name: string): string | undefined {
  // The kernel's own node is /dev/mapper/control: a map of that name would take its place and lock everybody out.
  if (["", ".", "..", "control"].includes(name)) return `"${name}" is not a name`;
  if (name.startsWith("-")) return "it begins like an option of dmsetup";
  if (/[/\\]/.test(name)) return "it holds a slash or a backslash";
  if (hasControls(name)) return "it holds blanks or control characters";
  const length = mangleDmName(name).length;
  return length > NAME_BYTES ? `it takes ${length} bytes, ${NAME_BYTES} fit` : undefined;
}

/** Why a text cannot be the UUID of a dm device; undefined when it can. */
export function dmUuidProblem(uuid: string): string | undefined {
  if (hasControls(uuid) || uuid.includes("\\")) return "it holds blanks, backslashes or control characters";
  const length = mangleDmName(uuid).length;
  return length > UUID_BYTES ? `mpath- and it take ${length} bytes, ${UUID_BYTES} fit` : undefined;
}

function hasControls(text: string): boolean {
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    if (point <= 0x20 || (point >= 0x7f && point <= 0xa0) || (point >= 0xd800 && point <= 0xdfff))
      return true;
  }
  return false;
}
