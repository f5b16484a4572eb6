import { parseWwidsFile } from "../../core/identify/wwids-file.ts";
import { parseBindings } from "../../core/names/bindings-file.ts";
import { parseLine, unescapeValue } from "../../core/registry/line.ts";
import { certainSecrets, idSecrets } from "./id-secrets.ts";
import { type Secret, textSecrets } from "./secret.ts";

type Read = (value: string) => readonly Secret[];

const words: Read = (ids) => ids.split(" ").flatMap(idSecrets);
const serial: Read = (text) => textSecrets(unescapeValue(text), true);

const REGISTRY_KEYS: Readonly<Record<string, Read>> = {
  PATHPLUG_WWID: idSecrets,
  PATHPLUG_IDS: words,
  PATHPLUG_SERIAL: serial,
};

/** What udev keeps of a device by a rule of its own, scsi_id or sg_inq. */
const UDEV_KEYS: Readonly<Record<string, Read>> = {
  ID_SERIAL: idSecrets,
  ID_SERIAL_SHORT: idSecrets,
  ID_SCSI_SERIAL: serial,
  SCSI_IDENT_SERIAL: serial,
  ID_WWN: certainSecrets,
  ID_WWN_WITH_EXTENSION: certainSecrets,
};

/** LUNs of the registry, which may be away: of a file of any format, and of one with broken lines. */
export function registrySecrets(text: string): readonly Secret[] {
  return pairSecrets(text, REGISTRY_KEYS);
}

/** A device as udev's database has it. */
export function udevSecrets(text: string): readonly Secret[] {
  return pairSecrets(text.replace(/^E:/gm, ""), UDEV_KEYS);
}

function pairSecrets(text: string, keys: Readonly<Record<string, Read>>): readonly Secret[] {
  return text.split("\n").flatMap((line) => {
    const parsed = parseLine(line);
    return parsed.kind === "pair" ? (keys[parsed.key]?.(parsed.value) ?? []) : [];
  });
}

/** LUNs of /etc/multipath/wwids, those included that somebody has made a comment. */
export function wwidsSecrets(text: string): readonly Secret[] {
  return [...parseWwidsFile(text).flatMap(idSecrets), ...certainSecrets(text)];
}

/** The same of /etc/multipath/bindings. */
export function bindingsSecrets(text: string): readonly Secret[] {
  return [...parseBindings(text).flatMap(({ wwid }) => idSecrets(wwid)), ...certainSecrets(text)];
}

/** LUNs that settings name, ours or multipath-tools'; of a pattern only an id that is in it as a whole. */
export function settingsSecrets(text: string): readonly Secret[] {
  const named = [...text.matchAll(/\bwwid"?\s*:?\s*"?([^"\n#]+)/g)].map(([, wwid = ""]) => wwid);
  return [
    ...named.filter((wwid) => !/[\\^$*?()[\]{}|+]/.test(wwid)).flatMap(idSecrets),
    ...certainSecrets(text),
  ];
}
