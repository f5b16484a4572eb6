import type { MultipathTable, TableGroup } from "./map.ts";

/** The table line without the name: `0 <sectors> multipath …`. */
export function renderTable(table: MultipathTable): string {
  const { sectors, features, hwhandler, groups, initialGroup } = table;
  return [
    `0 ${sectors} multipath`,
    ...counted(features),
    ...counted(hwhandler),
    groups.length,
    initialGroup,
    ...groups.map(renderGroup),
  ].join(" ");
}

function counted(words: readonly string[]): readonly (string | number)[] {
  return [words.length, ...words];
}

/** The kernel wants as many arguments for each path: those of the path that has fewest are what all have. */
function renderGroup({ selector, paths }: TableGroup): string {
  const perPath = paths.length === 0 ? 1 : Math.min(...paths.map((path) => path.args.length));
  const rendered = paths.map((path) => [path.devt, ...path.args.slice(0, perPath)].join(" "));
  return [selector, paths.length, perPath, ...rendered].join(" ");
}
