import type { Diagnostic } from "../diagnostic/diagnostic.ts";
import type { ExclusionLists, SiteSettings } from "../profile/profile.ts";
import { readExcludedProducts } from "./excluded-products.ts";
import { leavePattern } from "./left-pattern.ts";
import { type ListedPattern, readListed } from "./listed-pattern.ts";
import type { ConfLists, ConfValue, MultipathConf } from "./multipath-conf.ts";
import type { Outcome } from "./outcome.ts";

type Key = "exclude" | "exclude_exceptions";
type Kind = "devnode" | "wwid" | "property" | "protocol";

const kinds: readonly Kind[] = ["devnode", "wwid", "property", "protocol"];
const MOST = 1024;
const PROPERTY_NOTE =
  "with SCSI_IDENT_ and ID_WWN excepted, of which a disk has to have one there by default";
/** By default multipath-tools leaves a disk whose properties are none of these. */
const DEFAULT_PROPERTIES = ["*SCSI_IDENT_*", "*ID_WWN*"];

export type Exclusions = Pick<SiteSettings, Key>;

/** `exclude` and `exclude_exceptions` of the two lists, and of product_blacklist in devices. */
export function readExclusions(conf: MultipathConf, outcome: Outcome, findings: Diagnostic[]): Exclusions {
  const draft = new Draft(outcome, findings);
  draft.readLists("exclude", conf.blacklist);
  draft.readLists("exclude_exceptions", conf.blacklist_exceptions);
  draft.addDefaultProperties();
  const excluded = readExcludedProducts(conf, outcome, findings);
  return {
    ...draft.written("exclude", excluded.exclude),
    ...draft.written("exclude_exceptions", excluded.exclude_exceptions),
  };
}

class Draft {
  private readonly lists: Record<Key, Record<Kind, string[]>> = {
    exclude: empty(),
    exclude_exceptions: empty(),
  };

  constructor(
    private readonly outcome: Outcome,
    private readonly findings: Diagnostic[],
  ) {}

  readLists(key: Key, lists: ConfLists): void {
    for (const kind of kinds) {
      for (const from of lists[kind]) {
        const pattern = readListed(from.value, kind === "devnode");
        const isAlone = key === "exclude" && kind !== "property" && lists[kind].length === 1;
        this.take(key, kind, from, pattern, isAlone);
      }
    }
  }

  /**
   * Everything but several patterns is `*` with exceptions: the same only where nothing else of the kind is excluded, or those
   * exceptions would undo that, too.
   */
  private take(key: Key, kind: Kind, from: ConfValue, pattern: ListedPattern, isAlone: boolean): void {
    if (pattern.kind === "no-effect") {
      this.outcome.leave(
        from,
        "no-effect",
        "It concerns none of the disks that pathplug looks at, sd and nvme.",
      );
    } else if (pattern.kind === "patterns") {
      this.carry(from, { [key]: pattern.patterns }, kind);
    } else if (pattern.kind === "all-but" && isAlone) {
      this.carry(from, { exclude: ["*"], exclude_exceptions: pattern.globs }, kind);
    } else {
      leavePattern(from, pattern, this.outcome, this.findings);
    }
  }

  private carry(from: ConfValue, added: Partial<Record<Key, readonly string[]>>, kind: Kind): void {
    const into: string[] = [];
    for (const key of ["exclude", "exclude_exceptions"] as const) {
      for (const pattern of added[key] ?? []) {
        const list = this.lists[key][kind];
        const known = list.indexOf(pattern);
        if (known < 0 && (list.length >= MOST || pattern.length > 128)) {
          const problem = `more than ${MOST} patterns, or one longer than 128 characters`;
          leavePattern(from, { kind: "inexact", problem }, this.outcome, this.findings);
          return;
        }
        into.push(`pathplug.json#/${key}/${kind}/${known < 0 ? list.push(pattern) - 1 : known}`);
      }
    }
    this.outcome.carry(from, into, kind === "property" ? PROPERTY_NOTE : undefined);
  }

  /** What a property that is listed adds to is the default there, and nothing here. */
  addDefaultProperties(): void {
    const { exclude, exclude_exceptions } = this.lists;
    if (exclude.property.length + exclude_exceptions.property.length === 0) return;
    for (const pattern of DEFAULT_PROPERTIES) {
      if (!exclude_exceptions.property.includes(pattern)) exclude_exceptions.property.push(pattern);
    }
  }

  written(key: Key, product: NonNullable<ExclusionLists["product"]>): Exclusions {
    const lists = this.lists[key];
    const filled = kinds.filter((kind) => lists[kind].length > 0).map((kind) => [kind, lists[kind]] as const);
    const all: ExclusionLists = {
      ...Object.fromEntries(filled),
      ...(product.length > 0 ? { product } : {}),
    };
    return Object.keys(all).length > 0 ? { [key]: all } : {};
  }
}

function empty(): Record<Kind, string[]> {
  return { devnode: [], wwid: [], property: [], protocol: [] };
}
