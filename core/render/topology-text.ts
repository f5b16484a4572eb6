import type { LiveGroup, LivePath, LiveTopology } from "../topology/live-topology.ts";
import { isRunning } from "../topology/serving.ts";
import { displayWidth } from "./display-width.ts";
import { sizeText } from "./size-text.ts";
import { terminalText } from "./terminal-text.ts";

/** How words stand out; each function gets finished text. */
export interface TreeStyle {
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly strong: (text: string) => string;
}

const asIs = (text: string): string => text;

/** Changes nothing. */
export const plainStyle: TreeStyle = { good: asIs, bad: asIs, dim: asIs, strong: asIs };

interface TreeOptions {
  readonly style?: TreeStyle;
  /** Width of the terminal; longer lines are broken between words. Absent: never. */
  readonly columns?: number;
}

/**
 * The tree that `multipath -ll` prints: map, its properties, its groups, their paths. Lines are joined without a final
 * line end. Everything that a device or a person named is escaped for a terminal.
 */
export function renderTopologyTree(maps: readonly LiveTopology[], options: TreeOptions = {}): string {
  const { style = plainStyle, columns = Number.POSITIVE_INFINITY } = options;
  const widths = columnWidths(maps.flatMap(({ groups }) => groups.flatMap(({ paths }) => paths)));
  return maps.flatMap((map) => renderMap(map, widths, style, columns)).join("\n");
}

function renderMap(
  topology: LiveTopology,
  widths: Widths,
  style: TreeStyle,
  columns: number,
): readonly string[] {
  const { map, wwid, vendor, product, groups } = topology;
  const id = map.name === wwid ? [] : [`(${terminalText(wwid)})`];
  const array = `${terminalText(vendor)},${terminalText(product)}`;
  const head = [
    style.strong(terminalText(map.name)),
    ...id,
    terminalText(map.dm),
    ...(array === "," ? [] : [array]),
  ];
  return [
    ...wrap(head, "", columns),
    ...wrap(properties(topology), "", columns),
    ...groups.flatMap((group, index) => [
      ...renderGroup(group, index === groups.length - 1, style, columns),
      ...renderPaths(group, index === groups.length - 1, widths, style),
    ]),
  ];
}

function properties({ map, sectors, features, hwhandler }: LiveTopology): readonly string[] {
  return [
    `size=${sizeText(sectors)}`,
    `features='${[features.length, ...features].join(" ")}'`,
    `hwhandler='${[hwhandler.length, ...hwhandler].join(" ")}'`,
    `wp=${map.readOnly ? "ro" : "rw"}`,
  ];
}

function renderGroup(
  group: LiveGroup,
  isLast: boolean,
  style: TreeStyle,
  columns: number,
): readonly string[] {
  const colour = group.state === "active" ? style.good : group.state === "disabled" ? style.bad : asIs;
  const words = [
    `policy='${terminalText(group.selector)}'`,
    `prio=${group.prio}`,
    `status=${colour(group.state)}`,
  ];
  return wrap(words, isLast ? "`-+- " : "|-+- ", columns, isLast ? "  |   " : "| |   ");
}

function renderPaths(
  { paths }: LiveGroup,
  isLast: boolean,
  widths: Widths,
  style: TreeStyle,
): readonly string[] {
  const stem = isLast ? "  " : "| ";
  return paths.map((path, index) => {
    const branch = index === paths.length - 1 ? "`- " : "|- ";
    return `${stem}${branch}${renderPath(path, widths, style)}`;
  });
}

type Widths = readonly [hctl: number, dev: number, devt: number];

function columnWidths(paths: readonly LivePath[]): Widths {
  const widest = (text: (path: LivePath) => string) => Math.max(0, ...paths.map((path) => text(path).length));
  return [widest(hctlOf), widest(devOf), widest(({ devt }) => devt)];
}

function hctlOf({ hctl = "-:-:-:-" }: LivePath): string {
  return terminalText(hctl);
}

function devOf({ dev = "-" }: LivePath): string {
  return terminalText(dev);
}

/** H:C:T:L, name, major:minor, state in device-mapper, what a check would find, state of the device, and why it is not trusted. */
function renderPath(path: LivePath, [hctl, dev, devt]: Widths, style: TreeStyle): string {
  const { state, isOther, deviceState = isOther ? "not-scsi" : "gone" } = path;
  const use = usability(path);
  return [
    hctlOf(path).padEnd(hctl),
    devOf(path).padEnd(dev),
    path.devt.padEnd(devt),
    state === "failed" ? style.bad(state) : state,
    use === "ready" ? style.good(use) : use === "ghost" || isOther ? style.dim(use) : style.bad(use),
    isOther || isRunning(deviceState) ? deviceState : style.bad(terminalText(deviceState)),
    ...(path.distrust === undefined ? [] : [style.bad(path.distrust)]),
  ].join(" ");
}

/** multipath's words: ready serves, ghost is passive, faulty does neither; undef where nobody knows. */
function usability({ deviceState, access, isOther }: LivePath): string {
  if (isOther) return "undef";
  if (!isRunning(deviceState)) return "faulty";
  if (access === "standby") return "ghost";
  return access === "unavailable" || access === "offline"
    ? "faulty"
    : access === "transitioning"
      ? "pending"
      : "ready";
}

/** Words in lines of at most `columns`, without counting colours; a word that is longer stands alone. */
function wrap(
  words: readonly string[],
  first: string,
  columns: number,
  next = " ".repeat(first.length + 2),
): readonly string[] {
  const lines: string[] = [];
  let line = first;
  let isEmpty = true;
  for (const word of words) {
    if (!isEmpty && displayWidth(line) + 1 + displayWidth(word) > columns) {
      lines.push(line);
      line = next;
      isEmpty = true;
    }
    line += isEmpty ? word : ` ${word}`;
    isEmpty = false;
  }
  return [...lines, line];
}
