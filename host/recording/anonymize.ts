import { createHmac, randomBytes } from "node:crypto";
import { decodeLatin1 } from "../../core/bytes/text.ts";
import { decodeVpd80 } from "../../core/decode/vpd-80.ts";
import { decodeVpd83 } from "../../core/decode/vpd-83.ts";
import { type Bundle, bundleContent, contentBytes } from "./bundle.ts";
import { hexSecret, type Substitute, substitutes, textSecrets } from "./secret.ts";

/** Files in which identities of LUNs and ports are; sizes and numbers of other files are never touched. */
const BEARING =
  /\/device\/(wwid|inquiry|vpd_pg\w+|serial)$|^\/run\/(udev\/data|pathplug)\/|^\/etc\/(pathplug|multipath)\/|\/dm\/(name|uuid)$|^\/proc\/(cmdline|self\/mountinfo|swaps)$|^\/sys\/class\//;

/** Attributes of transports that name a port or node. */
const PORT_NAME = /\/(node_name|port_name|sas_address|wwpn|wwnn)$/;

/**
 * Replaces serial numbers and world wide names in a recording, each by the same other one wherever it stands: in
 * pages as bytes, in texts as digits, in file names. Length, kind of each character, NAA and the vendor's OUI stay, so
 * that the machine is identified, matched and planned as before. `salt` makes the replacement unpredictable.
 */
export function anonymizeBundle(bundle: Bundle, salt: Uint8Array = randomBytes(32)): Bundle {
  const stream = (seed: string): Uint8Array => createHmac("sha512", salt).update(seed).digest();
  const replace = replacer(substitutes(secretsOf(bundle), stream));
  const files = Object.entries(bundle.files).map(([path, content]) => {
    if (!BEARING.test(path) && !PORT_NAME.test(path)) return [replace(path), content] as const;
    const bytes = Uint8Array.from(replace(decodeLatin1(contentBytes(content))), (one) => one.charCodeAt(0));
    return [replace(path), bundleContent(bytes)] as const;
  });
  const links = Object.entries(bundle.links).map(([path, target]) => [replace(path), replace(target)]);
  const directories = Object.entries(bundle.directories).map(
    ([path, names]) => [replace(path), names.map(replace)] as const,
  );
  return {
    ...bundle,
    anonymized: true,
    files: Object.fromEntries(files),
    links: Object.fromEntries(links),
    directories: Object.fromEntries(directories),
  };
}

/** One pass over a text, one character per byte; the longest secret that begins at a place is replaced. */
function replacer(pairs: readonly Substitute[]): (text: string) => string {
  if (pairs.length === 0) return (text) => text;
  const known = new Map(pairs.map(({ from, to }) => [from, to]));
  const longestFirst = [...known.keys()].sort((a, b) => b.length - a.length);
  const pattern = new RegExp(longestFirst.map(escaped).join("|"), "gs");
  return (text) => text.replace(pattern, (found) => known.get(found) ?? found);
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
}

function secretsOf(bundle: Bundle): ReturnType<typeof textSecrets> {
  return Object.entries(bundle.files).flatMap(([path, content]) => {
    const bytes = contentBytes(content);
    if (path.endsWith("/vpd_pg83")) return designatorSecrets(bytes);
    if (path.endsWith("/vpd_pg80")) return textSecrets(decodeVpd80(bytes).value.serial ?? "", true);
    if (PORT_NAME.test(path)) {
      const digits = /^(?:0x)?([0-9a-f]{16})\s*$/.exec(decodeLatin1(bytes))?.[1];
      return digits === undefined ? [] : [hexSecret(digits)];
    }
    return [];
  });
}

function designatorSecrets(bytes: Uint8Array): ReturnType<typeof textSecrets> {
  return decodeVpd83(bytes).value.designators.flatMap((designator) => {
    switch (designator.kind) {
      case "naa":
      case "eui-64":
      case "md5":
        return [hexSecret(designator.hex, designator.kind)];
      case "uuid":
        return [hexSecret(designator.uuid.replaceAll("-", ""), "md5"), ...textSecrets(designator.uuid, true)];
      case "t10":
        return textSecrets(designator.identifier, false);
      case "scsi-name":
        return textSecrets(designator.name, false);
      default:
        return [];
    }
  });
}
