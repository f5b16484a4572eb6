import { attributeText, decodeText } from "../../core/bytes/text.ts";
import { decodeVpd80 } from "../../core/decode/vpd-80.ts";
import { decodeVpd83 } from "../../core/decode/vpd-83.ts";
import { type Bundle, contentBytes } from "./bundle.ts";
import { certainSecrets, idSecrets } from "./id-secrets.ts";
import {
  bindingsSecrets,
  registrySecrets,
  settingsSecrets,
  udevSecrets,
  wwidsSecrets,
} from "./known-secrets.ts";
import { publicTexts } from "./public-texts.ts";
import { hexSecret, type Secret, textSecrets } from "./secret.ts";

type Learn = (bytes: Uint8Array) => readonly Secret[];

const text =
  (learn: (text: string) => readonly Secret[]): Learn =>
  (bytes) =>
    learn(attributeText(bytes));
const lines =
  (learn: (text: string) => readonly Secret[]): Learn =>
  (bytes) =>
    learn(decodeText(bytes));

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
  [/^\/(?:etc|run)\/pathplug\/luns\.d\//, lines(registrySecrets)],
  [/^\/run\/udev\/data\//, lines(udevSecrets)],
  [/^\/etc\/multipath\/wwids$/, lines(wwidsSecrets)],
  [/^\/etc\/multipath\/bindings$/, lines(bindingsSecrets)],
  [/^\/etc\/(?:multipath\.conf|pathplug\/pathplug\.json)$/, lines(settingsSecrets)],
];

/** Directories in which files are called by the ids of LUNs, present or not. */
const NAMED = /^\/(?:etc|run)\/pathplug\//;

/** Whether a file is one that ids are learned from. */
export function isSource(path: string): boolean {
  return SOURCES.some(([pattern]) => pattern.test(path));
}

/** What identifies the LUNs and ports of a recorded machine, and is not part of a name that has to stay. */
export function secretsOf(bundle: Bundle): readonly Secret[] {
  const { files, directories } = bundle;
  const names = [
    ...Object.keys(files).filter((path) => NAMED.test(path)),
    ...Object.entries(directories).flatMap(([path, inside]) => (NAMED.test(`${path}/`) ? inside : [])),
  ];
  const told = Object.entries(files).flatMap(([path, content]) =>
    SOURCES.flatMap(([pattern, learn]) => (pattern.test(path) ? learn(contentBytes(content)) : [])),
  );
  const kept = publicTexts(bundle);
  return [...names.flatMap(certainSecrets), ...told].filter(({ text }) => !kept.includes(text.toLowerCase()));
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
