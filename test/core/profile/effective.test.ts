import { describe, expect, it, test } from "vitest";
import { compileProfiles } from "../../../core/profile/compile.ts";
import {
  type DeviceFacts,
  effectiveSettings,
  lunSettings,
  tableFeatures,
} from "../../../core/profile/effective.ts";
import { matchProfile } from "../../../core/profile/match.ts";
import type { SiteSettings, Variant, WrittenSettings } from "../../../core/profile/profile.ts";
import type { Settings } from "../../../core/profile/settings.ts";
import { matching, site, written } from "./written.ts";

const wwid = "3600a098038314c7a445d574b6b4e3031";

function effective(
  settings: WrittenSettings,
  device: DeviceFacts,
  more: { readonly site?: SiteSettings; readonly variants?: readonly Variant[] } = {},
) {
  const { variants } = more;
  const profile = matching(
    "v/array",
    { vendor: "ACME" },
    { settings, ...(variants === undefined ? {} : { variants }) },
  );
  const { compiled } = compileProfiles(
    [written(profile)],
    more.site === undefined ? undefined : site(more.site),
  );
  const match = matchProfile(compiled, { vendor: "ACME", product: "x", revision: "1" });
  return effectiveSettings(match, device, lunSettings(compiled, wwid));
}

const none: DeviceFacts = { tpgs: "none" };
const explicit: DeviceFacts = { tpgs: "explicit", handler: "alua" };
const implicit: DeviceFacts = { tpgs: "implicit", handler: "alua" };

describe("what the device says decides after the settings, as multipath-tools does", () => {
  test.each<[string, WrittenSettings, DeviceFacts, Partial<Settings>]>([
    [
      "ALUA with attached handler: sysfs, by prio, alua",
      {},
      explicit,
      { prio: "sysfs", path_grouping_policy: "group_by_prio", hardware_handler: ["alua"] },
    ],
    [
      "ALUA without attached handler: alua",
      {},
      { tpgs: "explicit" },
      { prio: "alua", hardware_handler: ["alua"] },
    ],
    [
      "no TPGS: nothing detected",
      {},
      none,
      { prio: "const", path_grouping_policy: "failover", hardware_handler: [] },
    ],
    [
      "NVMe over TCP: bio-based, because its queues may block",
      { features: ["x"], no_path_retry: "queue" },
      { tpgs: "none", transport: "nvme", isTcp: true },
      { features: ["x", "queue_mode", "bio"] },
    ],
    [
      "NVMe by other transports: request-based",
      {},
      { tpgs: "none", transport: "nvme", isTcp: false },
      { features: [] },
    ],
    [
      "prio alua without TPGS falls back to const",
      { prio: "alua", path_grouping_policy: "group_by_prio" },
      none,
      { prio: "const", path_grouping_policy: "group_by_prio" },
    ],
    [
      "detect_prio no keeps the configured one",
      { detect_prio: false, prio: "alua" },
      explicit,
      { prio: "alua", path_grouping_policy: "group_by_prio" },
    ],
    [
      "detect_prio no and const: the policy stays too",
      { detect_prio: false, path_grouping_policy: "multibus" },
      explicit,
      { prio: "const", path_grouping_policy: "multibus" },
    ],
    [
      "detect_pgpolicy wins over the configured policy",
      { path_grouping_policy: "multibus" },
      explicit,
      { path_grouping_policy: "group_by_prio" },
    ],
    [
      "detect_pgpolicy no leaves it",
      { path_grouping_policy: "multibus", detect_pgpolicy: false },
      explicit,
      { path_grouping_policy: "multibus" },
    ],
    [
      "detect_pgpolicy_use_tpg",
      { detect_pgpolicy_use_tpg: true },
      explicit,
      { path_grouping_policy: "group_by_tpg" },
    ],
    [
      "group_by_tpg without ALUA falls back to failover",
      { path_grouping_policy: "group_by_tpg" },
      none,
      { path_grouping_policy: "failover" },
    ],
    [
      "an attached rdac handler is retained",
      {},
      { tpgs: "none", handler: "rdac" },
      { hardware_handler: ["rdac"] },
    ],
    [
      "an attached handler wins over the configured one",
      { hardware_handler: ["alua"] },
      { tpgs: "explicit", handler: "rdac" },
      { hardware_handler: ["rdac"] },
    ],
    [
      "the attached handler keeps the configured arguments",
      { hardware_handler: ["emc", "1", "0"] },
      { tpgs: "none", handler: "emc" },
      { hardware_handler: ["emc", "1", "0"] },
    ],
    [
      "a detached one does not",
      { hardware_handler: ["rdac"] },
      { tpgs: "none", handler: "detached" },
      { hardware_handler: ["rdac"] },
    ],
    ["alua without TPGS is taken away", { hardware_handler: ["alua"] }, none, { hardware_handler: [] }],
    [
      "an explicitly empty handler stays empty",
      { hardware_handler: [] },
      { tpgs: "explicit" },
      { hardware_handler: [] },
    ],
    [
      "queue_if_no_path among features means no_path_retry queue",
      { features: ["queue_if_no_path"] },
      none,
      { features: [], no_path_retry: "queue" },
    ],
    [
      "but not where no_path_retry is set",
      { features: ["queue_if_no_path"], no_path_retry: 5 },
      none,
      { features: [], no_path_retry: 5 },
    ],
    [
      "retain_attached_hw_handler is no feature any more",
      { features: ["retain_attached_hw_handler", "pg_init_retries", "3"] },
      none,
      { features: ["pg_init_retries", "3"] },
    ],
    ["implicit ALUA alone gets pg_init_retries", {}, implicit, { features: ["pg_init_retries", "50"] }],
    [
      "unless it has some",
      { features: ["pg_init_retries", "5"] },
      implicit,
      { features: ["pg_init_retries", "5"] },
    ],
    ["explicit ALUA does not need it", {}, explicit, { features: [] }],
    [
      "nor does implicit ALUA without the handler",
      { hardware_handler: [] },
      { tpgs: "implicit" },
      { features: [] },
    ],
  ])("%s", (_, settings, device, expected) => {
    expect(effective(settings, device).settings).toMatchObject(expected);
  });

  it("names the device as the source of what it changed, and the profile of what it set", () => {
    const { provenance } = effective({ path_grouping_policy: "multibus", no_path_retry: 5 }, implicit);
    expect(provenance).toMatchObject({
      path_grouping_policy: { source: "device" },
      prio: { source: "device" },
      hardware_handler: { source: "device" },
      features: { source: "device" },
      no_path_retry: { source: "v/array" },
      failback: { source: "default" },
    });
  });
});

describe("layers of settings", () => {
  it("lays defaults, profile, overrides and LUN over each other, and gives the alias", () => {
    const result = effective({ no_path_retry: 10, failback: 10, flush_on_last_del: "always" }, none, {
      site: {
        defaults: { no_path_retry: 1, user_friendly_names: true },
        overrides: { failback: "manual" },
        luns: [{ wwid, alias: "data", settings: { flush_on_last_del: "never" } }],
      },
    });
    expect(result.settings).toMatchObject({
      no_path_retry: 10,
      user_friendly_names: true,
      failback: "manual",
      flush_on_last_del: "never",
    });
    expect(result.provenance.flush_on_last_del).toEqual({ source: `lun ${wwid}` });
    expect(result.alias).toBe("data");
  });

  test.each<[Variant["when"], DeviceFacts, boolean]>([
    [{ tpgs: true }, explicit, true],
    [{ tpgs: true }, none, false],
    [{ tpgs: false }, none, true],
    [{ tpgs: ["implicit"] }, implicit, true],
    [{ tpgs: ["implicit"] }, explicit, false],
    [{ transport: ["fc"] }, { ...none, transport: "fc" }, true],
    [{ transport: ["fc"] }, { ...none, transport: "iscsi" }, false],
    [{ transport: ["fc"] }, none, false],
    [{ transport: ["fc"], tpgs: true }, { ...none, transport: "fc" }, false],
  ])("a variant for %j on %j applies: %s", (when, device, applies) => {
    const { settings } = effective({ no_path_retry: 1 }, device, {
      variants: [{ when, settings: { no_path_retry: 2 } }],
    });
    expect(settings.no_path_retry).toBe(applies ? 2 : 1);
  });
});

describe("features of the table", () => {
  test.each<[Settings["no_path_retry"], string[]]>([
    ["fail", ["pg_init_retries", "50"]],
    ["queue", ["pg_init_retries", "50", "queue_if_no_path"]],
    [12, ["pg_init_retries", "50", "queue_if_no_path"]],
  ])("no_path_retry %s", (no_path_retry, expected) => {
    const { settings } = effective({ no_path_retry, features: ["pg_init_retries", "50"] }, none);
    expect(tableFeatures(settings)).toEqual(expected);
  });
});
