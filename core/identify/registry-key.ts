import { encodeText } from "../bytes/text.ts";
import { udevReplace } from "../bytes/untrusted.ts";
import type { Designator } from "../decode/designator.ts";
import type { Identity } from "./identity.ts";
import { kernelIdOf } from "./kernel-id.ts";
import { rankMultipath } from "./multipath-wwid.ts";

/** Longest file name that ext4, xfs and tmpfs take, in bytes. */
const NAME_BYTES = 255;

/**
 * Whether an id can be a file name in the registry: not empty, no `/`, no NUL or other control character, no dot in
 * front (so neither `..` nor a temporary file), at most 255 bytes.
 */
export function isSafeName(id: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused.
  if (id === "" || id.startsWith(".") || /[/\x00-\x1f\x7f]/.test(id)) return false;
  return encodeText(id).length <= NAME_BYTES;
}

/**
 * The file names under which a LUN stands in the registry: the kernel's id as the claim rule's `$attr{device/wwid}`
 * gives it, then every other id that page 83 can give, because another kernel may rank them otherwise; where there is
 * no `naa.`, `eui.` or `t10.` id among these, our WWID. A T10 id or NAA 3 beside a better one is left out: other LUNs may
 * have the same, and they would be claimed as registered. Unsafe names are left out too.
 */
export function registryKeys(identity: Identity): readonly string[] {
  const spelled = [
    ...(identity.kernelId === undefined ? [] : [identity.kernelId]),
    ...otherKernelIds(identity),
  ];
  const keys = [...new Set(spelled.map(udevReplace))].filter(isSafeName);
  if (keys.some((key) => /^(naa|eui|t10)\./.test(key))) return keys;
  const wwid = identity.wwid === undefined ? undefined : udevReplace(identity.wwid);
  return wwid !== undefined && isSafeName(wwid) ? [...new Set([...keys, wwid])] : keys;
}

/** Each designator as a kernel would print it if it were alone; T10 ids only where they are plain text. */
function otherKernelIds({ designators }: Identity): readonly string[] {
  const best = rankMultipath(designators)[0]?.designator;
  const takesWeak = best === undefined || isWeak(best);
  return designators.flatMap((designator) => {
    if (designator.association !== "logical-unit") return [];
    if (isWeak(designator) && !takesWeak) return [];
    switch (designator.kind) {
      case "naa":
        return [`naa.${designator.hex}`];
      case "eui-64":
        return [`eui.${designator.hex}`];
      default:
        return kernelIdOf([designator]) ?? [];
    }
  });
}

/** Whether nobody guarantees that an id is unique: T10 ids are what a vendor likes, NAA 3 is assigned locally. */
function isWeak(designator: Designator): boolean {
  return designator.kind === "t10" || (designator.kind === "naa" && designator.naa === 3);
}

/**
 * The name by which the claim rule looks a path up: the kernel's id as `$attr{device/wwid}` gives it. Absent where there
 * is none, or where it would lead out of the registry's directory: the rule leaves such a path.
 */
export function claimKey({ kernelId }: { readonly kernelId?: string | undefined }): string | undefined {
  const key = kernelId === undefined ? "" : udevReplace(kernelId);
  return isSafeName(key) ? key : undefined;
}
