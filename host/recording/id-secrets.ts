import { decodeText } from "../../core/bytes/text.ts";
import { unescapeValue } from "../../core/registry/line.ts";
import { hexSecret, type Secret, textSecrets } from "./secret.ts";

/** Ids that nothing else looks like: NAA and EUI-64 in our spelling, the kernel's and udev's, and two of NVMe. */
const CERTAIN = [
  "(?:naa\\.|0x|3)?(?<naa>[2356][0-9a-f]{15}|6[0-9a-f]{31})",
  "(?:eui\\.|2)(?<eui>[0-9a-f]{16}|[0-9a-f]{24}|[0-9a-f]{32})",
  "uuid\\.(?<uuid>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})",
  "nvme\\.[0-9a-f]{4}-(?<serial>(?:[0-9a-f]{2})*)-[0-9a-f]*-[0-9a-f]{8}",
];
const PATTERN = new RegExp(`(?<![0-9A-Za-z])(?:${CERTAIN.join("|")})(?![0-9A-Za-z])`, "gi");

/** The secrets in the ids of such a kind that a text holds, whatever else is in it. */
export function certainSecrets(text: string): readonly Secret[] {
  return [...text.matchAll(PATTERN)].flatMap(({ groups: { naa, eui, uuid, serial } = {} }) => {
    if (naa !== undefined) return [hexSecret(naa)];
    if (eui !== undefined) return [hexSecret(eui, "eui-64")];
    if (uuid !== undefined) return [hexSecret(uuid.replaceAll("-", ""), "md5")];
    return textSecrets(decodeText(Buffer.from(serial ?? "", "hex")), true);
  });
}

/**
 * The secrets in a text that is an id, in whatever spelling: what is certain, and of the rest the words that look like
 * numbers, behind the digit or letter that says what it was made of (T10 1, vendor specific 0, name 8, serial number S). A name's
 * authority stays (`iqn.1992-08.com.netapp`).
 */
export function idSecrets(id: string): readonly Secret[] {
  const text = unescapeValue(id);
  const rest = text
    .replace(PATTERN, " ")
    .replace(/^[018S]/, "")
    .replace(/^(?:iqn|nqn)\.\d{4}-\d\d\.[^:]*/, "");
  return [...certainSecrets(text), ...textSecrets(rest, false)];
}
