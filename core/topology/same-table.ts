import type { MultipathTable, TableGroup, TablePath } from "./map.ts";

/**
 * Whether two tables mean the same to the kernel, whatever it prints back of them. What counts: size, features in any
 * order, handler, selectors, groups in order, the paths of each group in any order. What does not: the current group
 * (the kernel prints it as the initial one), queue modes rq and mq (never printed), retain_attached_hw_handler (always
 * on, printed until 7.2), handler arguments (never printed), repeat counts (1 since 4.6), and arguments that one of the
 * two leaves to the selector.
 */
export function sameTable(a: MultipathTable, b: MultipathTable): boolean {
  return a.sectors === b.sectors && sameShape(a, b);
}

/** `sameTable` without the size. */
export function sameShape(a: MultipathTable, b: MultipathTable): boolean {
  return (
    sameFeatures(a.features, b.features) &&
    a.hwhandler[0] === b.hwhandler[0] &&
    a.groups.length === b.groups.length &&
    a.groups.every((group, index) => sameGroup(group, b.groups[index]))
  );
}

export function sameFeatures(a: readonly string[], b: readonly string[]): boolean {
  return meaningOf(a).join("\n") === meaningOf(b).join("\n");
}

/** Whether the table is bio-based: what a reload cannot change. */
export function isBioBased(features: readonly string[]): boolean {
  const at = features.indexOf("queue_mode");
  return at >= 0 && features[at + 1] === "bio";
}

/** Features that take an argument. */
const withArgument = new Set(["pg_init_retries", "pg_init_delay_msecs", "queue_mode"]);

/** Features that the kernel does not print or always has. */
const meaningless = new Set([
  "retain_attached_hw_handler",
  "queue_mode rq",
  "queue_mode mq",
  "pg_init_retries 0",
]);

function meaningOf(features: readonly string[]): readonly string[] {
  const units: string[] = [];
  for (let at = 0; at < features.length; at++) {
    const word = features[at] ?? "";
    if (!withArgument.has(word)) units.push(word);
    else {
      at += 1;
      units.push(`${word} ${features[at] ?? ""}`);
    }
  }
  return [...new Set(units.filter((unit) => !meaningless.has(unit)))].sort();
}

function sameGroup(a: TableGroup, b: TableGroup | undefined): boolean {
  if (b === undefined || a.paths.length !== b.paths.length || !sameSelector(a.selector, b.selector)) {
    return false;
  }
  const selector = selectorName(a.selector);
  const others = new Map(b.paths.map((path) => [path.devt, path]));
  return a.paths.every((path) => {
    const other = others.get(path.devt);
    return other !== undefined && samePath(selector, path, other);
  });
}

export function selectorName(selector: string): string {
  return selector.split(" ")[0] ?? "";
}

/** historical-service-time prints its defaults back where none were given. */
function sameSelector(a: string, b: string): boolean {
  const [nameA, countA, ...argsA] = a.split(" ");
  const [nameB, countB, ...argsB] = b.split(" ");
  if (nameA !== nameB) return false;
  return countA === "0" || countB === "0" || argsA.join(" ") === argsB.join(" ");
}

function samePath(selector: string, a: TablePath, b: TablePath): boolean {
  const argsA = meaningfulArguments(selector, a.args);
  const argsB = meaningfulArguments(selector, b.args);
  return argsA === undefined || argsB === undefined || argsA === argsB;
}

/** Undefined where the selector's default holds. io-affinity's only argument is a CPU mask, all others begin with a repeat count. */
function meaningfulArguments(selector: string, args: readonly string[]): string | undefined {
  if (selector === "io-affinity") return args[0];
  const [, throughput] = args;
  return selector === "service-time" ? (throughput ?? "1") : undefined;
}
