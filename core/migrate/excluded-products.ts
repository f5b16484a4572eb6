import type { Diagnostic } from "../diagnostic/diagnostic.ts";
import type { ExcludedProduct } from "../profile/profile.ts";
import { given } from "../values/given.ts";
import { leavePattern } from "./left-pattern.ts";
import { readListed } from "./listed-pattern.ts";
import type { ConfValue, MultipathConf } from "./multipath-conf.ts";
import type { Outcome } from "./outcome.ts";

type Key = "exclude" | "exclude_exceptions";

export type ExcludedProducts = Readonly<Record<Key, readonly ExcludedProduct[]>>;

const MOST = 1024;

/** What is listed by vendor and product: the devices of both lists, and the product_blacklist of each array. */
export function readExcludedProducts(
  conf: MultipathConf,
  outcome: Outcome,
  findings: Diagnostic[],
): ExcludedProducts {
  const draft = new Draft(outcome, findings);
  for (const { values } of conf.blacklist.device) draft.add("exclude", draft.written(values), true);
  for (const { values } of conf.blacklist_exceptions.device) {
    draft.add("exclude_exceptions", draft.written(values), true);
  }
  for (const { values } of conf.devices) {
    const product = draft.last(values, "product_blacklist");
    const vendor = values.findLast(({ keyword }) => keyword === "vendor");
    if (product !== undefined) draft.add("exclude", given({ vendor, product }), false);
  }
  return draft.lists;
}

interface Written {
  readonly vendor?: ConfValue;
  readonly product?: ConfValue;
}

class Draft {
  readonly lists: Record<Key, ExcludedProduct[]> = { exclude: [], exclude_exceptions: [] };

  constructor(
    private readonly outcome: Outcome,
    private readonly findings: Diagnostic[],
  ) {}

  written(values: readonly ConfValue[]): Written {
    return given({ vendor: this.last(values, "vendor"), product: this.last(values, "product") });
  }

  last(values: readonly ConfValue[], keyword: string): ConfValue | undefined {
    const all = values.filter((one) => one.keyword === keyword);
    for (const one of all.slice(0, -1)) {
      this.outcome.leave(one, "replaced", "A later value of this keyword holds.");
    }
    return all.at(-1);
  }

  /**
   * Both expressions have to fit; one that multipath-tools does not take counts as if it were not there. What becomes of the
   * vendor is told here or, of an array, with its profile.
   */
  add(key: Key, { vendor, product }: Written, tellsVendor: boolean): void {
    const told = [tellsVendor ? vendor : undefined, product].filter((one) => one !== undefined);
    const globs = { vendor: this.globsOf(vendor, told), product: this.globsOf(product, told) };
    const isInexact = globs.vendor === "inexact" || globs.product === "inexact";
    const taken = told.filter((one) => globs[one === vendor ? "vendor" : "product"] !== undefined);
    if (isInexact || taken.length === 0) {
      const hint = "The other expression of this device cannot be said as globs, and both have to fit.";
      for (const one of taken) {
        if (globs[one === vendor ? "vendor" : "product"] !== "inexact")
          this.outcome.leave(one, "inexact", hint);
      }
      return;
    }
    const made = spread(globs.vendor).flatMap((vendorGlob) =>
      spread(globs.product).map((productGlob) => excludedProduct(vendorGlob, productGlob)),
    );
    this.list(key, made, taken);
  }

  private globsOf(
    from: ConfValue | undefined,
    told: readonly ConfValue[],
  ): readonly string[] | "inexact" | undefined {
    if (from === undefined) return undefined;
    const read = readListed(from.value, false);
    if (read.kind === "patterns") return read.patterns;
    if (told.includes(from)) leavePattern(from, read, this.outcome, this.findings);
    return read.kind === "bad" ? undefined : "inexact";
  }

  private list(key: Key, made: readonly ExcludedProduct[], from: readonly ConfValue[]): void {
    const list = this.lists[key];
    if (list.length + made.length > MOST || made.some(isTooLong)) {
      const problem = `more than ${MOST} products, or a pattern longer than 128 characters`;
      for (const one of from) leavePattern(one, { kind: "inexact", problem }, this.outcome, this.findings);
      return;
    }
    const into = made.map((one) => `pathplug.json#/${key}/product/${place(list, one)}`);
    for (const one of from) this.outcome.carry(one, into);
  }
}

function spread(globs: readonly string[] | "inexact" | undefined): readonly (string | undefined)[] {
  return typeof globs === "object" ? globs : [undefined];
}

/** What fits any is left out, as long as something stays. */
function excludedProduct(vendor: string | undefined, product: string | undefined): ExcludedProduct {
  if (vendor === "*" && product !== undefined) return { product };
  return given({ vendor, product: product === "*" && vendor !== undefined ? undefined : product });
}

function isTooLong({ vendor = "", product = "" }: ExcludedProduct): boolean {
  return vendor.length > 128 || product.length > 128;
}

function place(list: ExcludedProduct[], one: ExcludedProduct): number {
  const known = list.findIndex((other) => other.vendor === one.vendor && other.product === one.product);
  return known < 0 ? list.push(one) - 1 : known;
}
