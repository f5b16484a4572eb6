import { keywordIn } from "./keyword-table.ts";

/** A section or subsection, and what stands outside of all. */
export type Section =
  | "top"
  | "defaults"
  | "blacklist"
  | "blacklist_exceptions"
  | "blacklist device"
  | "blacklist_exceptions device"
  | "devices"
  | "device"
  | "overrides"
  | "protocol"
  | "multipaths"
  | "multipath";

/** Which sections stand in which, by the keyword that opens each. */
const opened: Readonly<Partial<Record<Section, Readonly<Record<string, Section>>>>> = {
  top: {
    defaults: "defaults",
    blacklist: "blacklist",
    blacklist_exceptions: "blacklist_exceptions",
    devices: "devices",
    overrides: "overrides",
    multipaths: "multipaths",
  },
  blacklist: { device: "blacklist device" },
  blacklist_exceptions: { device: "blacklist_exceptions device" },
  devices: { device: "device" },
  overrides: { protocol: "protocol" },
  multipaths: { multipath: "multipath" },
};

/** The section that a keyword opens in another one; absent where it opens none. */
export function sectionOpenedBy(section: Section, keyword: string): Section | undefined {
  const sections = opened[section] ?? {};
  return Object.hasOwn(sections, keyword) ? sections[keyword] : undefined;
}

/**
 * Keywords that libmultipath expects a brace behind wherever they stand, known or not. `overrides` and the subsection
 * `protocol` are none of them: without a brace they are values that are missing.
 */
const braced: ReadonlySet<string> = new Set([
  "defaults",
  "blacklist",
  "blacklist_exceptions",
  "devices",
  "device",
  "multipaths",
  "multipath",
]);

export function wantsBrace(keyword: string): boolean {
  return braced.has(keyword);
}

/** Whether a section has a keyword with a value. */
export function hasValue(section: Section, keyword: string): boolean {
  switch (section) {
    case "top":
    case "devices":
    case "multipaths":
      return false;
    case "blacklist":
    case "blacklist_exceptions":
      return keywordIn("listed", keyword) !== undefined;
    case "blacklist device":
    case "blacklist_exceptions device":
      return keywordIn("listed device", keyword) !== undefined;
    default:
      return keywordIn(section, keyword) !== undefined;
  }
}
