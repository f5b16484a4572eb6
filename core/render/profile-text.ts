import type { CompiledProfiles, SettingLayer } from "../profile/compiled.ts";
import { renderColumns } from "./columns.ts";
import { terminalText } from "./terminal-text.ts";
import type { TreeStyle } from "./topology-text.ts";

/** One profile with everything that is compiled of it. */
export interface ProfileView {
  readonly name: string;
  readonly title: string;
  readonly matches: readonly {
    readonly kind: string;
    readonly bus: string;
    readonly vendor: string;
    readonly product: string;
    readonly revision: string;
  }[];
  /** Lowest first; a later layer's setting wins. */
  readonly layers: readonly SettingLayer[];
}

export function findProfile(compiled: CompiledProfiles, name: string): ProfileView | undefined {
  const profile = Object.hasOwn(compiled.profiles, name) ? compiled.profiles[name] : undefined;
  if (profile === undefined) return undefined;
  return {
    name,
    title: profile.title,
    matches: compiled.entries
      .filter((entry) => entry.profile === name)
      .map(({ kind, bus, vendor, product, revision }) => ({ kind, bus, vendor, product, revision })),
    layers: profile.layers,
  };
}

/** A profile for a person. */
export function renderProfile(
  { name, title, matches, layers }: ProfileView,
  style: TreeStyle,
  width?: number,
): string {
  const layout = width === undefined ? {} : { width };
  const products = matches.map(({ kind, bus, vendor, product, revision }) => [
    kind,
    bus,
    vendor,
    product,
    revision,
  ]);
  const settings = layers.flatMap(({ source, when, settings: own }) =>
    Object.entries(own).map(([key, value]) => [
      key,
      typeof value === "object" ? JSON.stringify(value) : String(value),
      when === undefined ? source : `${source} when ${JSON.stringify(when)}`,
    ]),
  );
  return [
    `${style.strong(terminalText(name))}  ${terminalText(title)}`,
    ...(products.length === 0
      ? ["matches nothing by itself: other profiles extend it"]
      : [renderColumns(["KIND", "BUS", "VENDOR", "PRODUCT", "REVISION"], products, layout)]),
    ...(settings.length === 0 ? [] : [renderColumns(["SETTING", "VALUE", "SOURCE"], settings, layout)]),
  ].join("\n\n");
}
