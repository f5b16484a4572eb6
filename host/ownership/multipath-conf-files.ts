import type { System } from "../system/system.ts";
import { readText } from "../system/text.ts";

const MAIN = "/etc/multipath.conf";
const DROP_INS = "/etc/multipath/conf.d";

/** multipath-tools' configuration in the order in which it reads it: multipath.conf, then conf.d/*.conf by name. */
export function readMultipathConfFiles(
  system: System,
): readonly { readonly file: string; readonly text: string }[] {
  const names = (system.list(DROP_INS) ?? []).filter(
    (name) => name.endsWith(".conf") && !name.startsWith("."),
  );
  return [MAIN, ...names.map((name) => `${DROP_INS}/${name}`)].flatMap((file) => {
    const text = readText(system, file);
    return text === undefined ? [] : [{ file, text }];
  });
}
