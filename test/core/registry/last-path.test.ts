import { describe, expect, it } from "vitest";
import { lastPathSettings, rememberLastPath } from "../../../core/registry/last-path.ts";

const entry = { wwid: "3600", ids: [], unknown: {} };

describe("what is to happen when the last path goes", () => {
  it.each([
    [{ flush_on_last_del: "unused", deferred_remove: false }, {}],
    [{ flush_on_last_del: "always", deferred_remove: false }, { flushOnLastDel: "always" }],
    [
      { flush_on_last_del: "never", deferred_remove: true },
      { flushOnLastDel: "never", deferredRemove: "yes" },
    ],
  ] as const)("%j is remembered as %j, and read back", (settings, remembered) => {
    expect(rememberLastPath(settings)).toEqual(remembered);
    expect(lastPathSettings({ ...entry, ...remembered })).toEqual(settings);
  });

  it("is the default where a word means nothing", () => {
    const odd = { ...entry, flushOnLastDel: "sometimes", deferredRemove: "maybe" };
    expect(lastPathSettings(odd)).toEqual({ flush_on_last_del: "unused", deferred_remove: false });
  });
});
