/**
 * JSON in one line, for a pipe or a terminal: what JSON lets through and a terminal would obey or hide (DEL, C1
 * controls, separators, characters that turn the line around) is escaped too. Parsed, it is the same value.
 */
export function renderJson(value: unknown): string {
  return JSON.stringify(value).replace(UNSEEN, escaped);
}

const UNSEEN = /[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}]/gu;

function escaped(character: string): string {
  const units = character.length === 1 ? [character] : [character.charAt(0), character.charAt(1)];
  return units.map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`).join("");
}
