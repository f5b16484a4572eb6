import type { RegistryEntry } from "../registry/entry.ts";
import type { ExplainJson } from "./explain-json.ts";
import { terminalText } from "./terminal-text.ts";
import type { TreeStyle } from "./topology-text.ts";

/** What is said of a LUN that the registry knows and of which no path is there. */
export function renderAbsentLun({ wwid, alias, paths }: RegistryEntry, style: TreeStyle): string {
  const name = alias === undefined ? "" : ` (${terminalText(alias)})`;
  return [
    `${terminalText(wwid)}${name}: ${style.bad("no path of it is there")}`,
    "its paths are claimed when they come: the LUN registry lists it",
    ...(paths === undefined ? [] : [`last it had ${paths === 1 ? "one path" : `${paths} paths`}`]),
    "what changes it: rescan the bus, or see the array; to forget it, delete its files in /etc/pathplug/luns.d",
  ].join("\n");
}

/** The same for programs. */
export function absentLunJson({ wwid, ids }: RegistryEntry): ExplainJson {
  return {
    schema: "pathplug.explain/1",
    identity: { wwid, kernelId: null, idSerial: null },
    candidates: ids,
    matched: [],
    settings: {},
    claim: { claimed: true, reason: "registered" },
    detail: {
      change: "to forget it, delete its files in /etc/pathplug/luns.d",
      waiting: ["its paths: none is there"],
    },
  };
}
