import { encodeText } from "../bytes/text.ts";

const PLAIN = /^[A-Za-z0-9:_.]$/;

/**
 * A path as systemd puts it into the name of a unit (`systemd-escape --path`, systemd.unit(5)): slashes become dashes,
 * every byte but letters, digits and `:_.` becomes `\xNN`, a dot in front too. The root itself is `-`.
 */
export function unitPathName(path: string): string {
  const parts = path.split("/").filter((part) => part !== "" && part !== ".");
  if (parts.length === 0) return "-";
  let name = "";
  for (const byte of encodeText(parts.join("/"))) {
    const character = String.fromCharCode(byte);
    if (character === "/") name += "-";
    else if (PLAIN.test(character) && !(name === "" && character === ".")) name += character;
    else name += `\\x${byte.toString(16).padStart(2, "0")}`;
  }
  return name;
}
