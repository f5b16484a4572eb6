import type { Settings } from "../profile/settings.ts";
import type { RegistryEntry } from "./entry.ts";

/** The settings that say what becomes of a map whose last path goes. */
export type LastPathSettings = Pick<Settings, "flush_on_last_del" | "deferred_remove">;

/** What the registry keeps of them: with the last path the product is gone, by which a profile would be found. */
export function rememberLastPath(
  settings: LastPathSettings,
): Pick<RegistryEntry, "flushOnLastDel" | "deferredRemove"> {
  const { flush_on_last_del: flush, deferred_remove: isDeferred } = settings;
  return {
    ...(flush === "unused" ? {} : { flushOnLastDel: flush }),
    ...(isDeferred === true ? { deferredRemove: "yes" } : {}),
  };
}

/** The settings as they are remembered; a word that nobody knows counts as the default. */
export function lastPathSettings({ flushOnLastDel, deferredRemove }: RegistryEntry): LastPathSettings {
  const isKnown = flushOnLastDel === "always" || flushOnLastDel === "never";
  return {
    flush_on_last_del: isKnown ? flushOnLastDel : "unused",
    deferred_remove: deferredRemove === "yes",
  };
}

/** An entry without what settings had said: where they say it no more, it holds no more. */
export function withoutSettings(entry: RegistryEntry): RegistryEntry {
  const { marginal: _, flushOnLastDel: _flush, deferredRemove: _deferred, ...kept } = entry;
  return kept;
}
