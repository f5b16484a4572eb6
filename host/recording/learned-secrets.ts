import { attributeText } from "../../core/bytes/text.ts";
import { decodeVpd80 } from "../../core/decode/vpd-80.ts";
import { decodeVpd83 } from "../../core/decode/vpd-83.ts";
import { type Bundle, contentBytes } from "./bundle.ts";
import { certainSecrets, idSecrets } from "./id-secrets.ts";
import { hexSecret, type Secret, textSecrets } from "./secret.ts";

type Learn = (bytes: Uint8Array) => readonly Secret[];

const text =
  (learn: (text: string) => readonly Secret[]): Learn =>
  (bytes) =>
    learn(attributeText(bytes));

/** Where a machine tells who its LUNs and ports are, and how each is read. */
const SOURCES: readonly (readonly [path: RegExp, learn: Learn])[] = [
  [/\/vpd_pg83$/, designatorSecrets],
  [/\/vpd_pg80$/, (bytes) => textSecrets(decodeVpd80(bytes).value.serial ?? "", true)],
  [/\/(?:wwid|subsysnqn|device\/uid)$/, text(idSecrets)],
  [/\/serial$/, text((serial) => textSecrets(serial, true))],
  [/\/(?:nguid|eui)$/, text((id) => digitsSecrets(id, "eui-64"))],
  [/^\/sys\/(?:block|class\/nvme[^/]*\/[^/]+)\/[^/]+\/uuid$/, text((id) => digitsSecrets(id, "md5"))],
  [/\/dm\/uuid$/, text((uuid) => idSecrets(/^(?:part\d+-)?mpath-(.*)/.exec(uuid)?.[1] ?? ""))],
  [
    /\/(?:node_name|port_name|sas_address|wwpn|wwnn)$/,
    text((name) => digitsSecrets(name.replace(/^0x/, ""))),
  ],
  // A controller of Fibre Channel: traddr=nn-0x…:pn-0x…
  [/^\/sys\/class\/nvme\/[^/]+\/address$/, text(certainSecrets)],
];

/** Whether a file is one that ids are learned from. */
export function isSource(path: string): boolean {
  return SOURCES.some(([pattern]) => pattern.test(path));
}

/** What identifies the LUNs and ports of a recorded machine. */
export function secretsOf({ files }: Bundle): readonly Secret[] {
  return Object.entries(files).flatMap(([path, content]) =>
    SOURCES.flatMap(([pattern, learn]) => (pattern.test(path) ? learn(contentBytes(content)) : [])),
  );
}

/** An id of 8 or 16 bytes by its hex digits, with what sysfs sets between them; one of zeros is none. */
function digitsSecrets(id: string, kind?: "eui-64" | "md5"): readonly Secret[] {
  const digits = id.replaceAll(/[ -]/g, "");
  return /^(?:[0-9a-f]{16}){1,2}$/i.test(digits) && /[^0]/.test(digits) ? [hexSecret(digits, kind)] : [];
}

function designatorSecrets(bytes: Uint8Array): readonly Secret[] {
  return decodeVpd83(bytes).value.designators.flatMap((designator) => {
    switch (designator.kind) {
      case "naa":
      case "eui-64":
      case "md5":
        return [hexSecret(designator.hex, designator.kind)];
      case "uuid":
        return textSecrets(designator.uuid, true);
      case "t10":
        return textSecrets(designator.identifier, false);
      case "scsi-name":
        return idSecrets(designator.name);
      default:
        return [];
    }
  });
}
