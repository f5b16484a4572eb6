import { describe, expect, it } from "vitest";
import { keywordTable } from "../../../core/migrate/keyword-table.ts";
import { toSiteSettings } from "../../../core/migrate/to-site-settings.ts";
import { parsed } from "./conf-text.ts";

/** What one line of a section becomes: the value of its setting, or why it has none. */
function fateOf(section: string, line: string, ...more: readonly string[]): unknown {
  const { conf } = parsed(`${section} {\n${line}\n${more.join("\n")}\n}`);
  const { site, left, mode } = toSiteSettings(conf);
  const [keyword = ""] = line.split(" ");
  const why = left.find((one) => one.keyword === keyword)?.why;
  const layer = section === "overrides" ? site.overrides : site.defaults;
  return why ?? (layer as Readonly<Record<string, unknown>> | undefined)?.[keyword] ?? mode;
}

const carried: readonly (readonly [string, unknown])[] = [
  ['path_selector "service-time 0"', "service-time 0"],
  ['path_selector "historical-service-time  1 5"', "historical-service-time 1 5"],
  ["path_selector service-time", "invalid"],
  ['path_selector "round-robin 1"', "invalid"],
  ['path_selector "Other 0"', "inexact"],
  ["path_grouping_policy multibus", "multibus"],
  ["path_grouping_policy group_by_tpg", "group_by_tpg"],
  ["path_grouping_policy multibusses", "multibus"],
  ["path_grouping_policy none", "invalid"],
  ["prio alua", "alua"],
  ["prio const", "const"],
  ["prio emc", "inexact"],
  ["prio weightedpath", "inexact"],
  ["prio_args exclusive_pref_bit", { exclusive_pref_bit: true }],
  ['prio_args ""', {}],
  ['prio_args "timeout=5"', "inexact"],
  ["features 0", []],
  ['features "2 pg_init_retries 50"', ["pg_init_retries", "50"]],
  ['features "1 queue_if_no_path"', ["queue_if_no_path"]],
  ['features "2 queue_if_no_path"', "invalid"],
  ["features queue_if_no_path", "invalid"],
  ["failback immediate", "immediate"],
  ["failback followover", "followover"],
  ["failback 15", 15],
  ["failback 0", "no-effect"],
  ["failback 100000", "inexact"],
  ["failback soon", "invalid"],
  ["no_path_retry fail", "fail"],
  ["no_path_retry 0", "fail"],
  ["no_path_retry queue", "queue"],
  ["no_path_retry 12", 12],
  ["no_path_retry -3", 1],
  ["no_path_retry 12s", "invalid"],
  ["no_path_retry 2000000000", "inexact"],
  ["flush_on_last_del yes", "always"],
  ["flush_on_last_del no", "unused"],
  ["flush_on_last_del never", "never"],
  ["flush_on_last_del maybe", "invalid"],
  ["fast_io_fail_tmo 5", 5],
  ["fast_io_fail_tmo off", "off"],
  ["fast_io_fail_tmo 0", "inexact"],
  ["dev_loss_tmo infinity", "infinity"],
  ["dev_loss_tmo 120", 120],
  ["dev_loss_tmo 2147483647", 2147483647],
  ["dev_loss_tmo 4294967295", "infinity"],
  ["dev_loss_tmo 0", "no-effect"],
  ["dev_loss_tmo never", "invalid"],
  ["eh_deadline 0", 0],
  ["eh_deadline off", "off"],
  ["eh_deadline 100000", "inexact"],
  ["max_sectors_kb 1024", 1024],
  ["max_sectors_kb 0", "no-effect"],
  ["max_sectors_kb 2", "inexact"],
  ["user_friendly_names yes", true],
  ["user_friendly_names 0", false],
  ["user_friendly_names on", "invalid"],
  ["alias_prefix san", "san"],
  ["alias_prefix a/b", "invalid"],
  ["alias_prefix -x", "inexact"],
  ["retain_attached_hw_handler no", false],
  ["detect_prio no", false],
  ["detect_pgpolicy no", false],
  ["detect_pgpolicy_use_tpg yes", true],
  ["deferred_remove yes", true],
  ["auto_resize grow_shrink", "grow_shrink"],
  ["auto_resize yes", "invalid"],
  ["marginal_pathgroups yes", "on"],
  ["marginal_pathgroups off", "off"],
  ["marginal_pathgroups fpin", "inexact"],
  ["san_path_err_threshold 8", "no-effect"],
  ["san_path_err_threshold no", "no-effect"],
  ["san_path_err_threshold many", "invalid"],
  ["san_path_err_recovery_time 60", "no-effect"],
  ["find_multipaths on", "yes"],
  ["find_multipaths no", "off"],
  ["find_multipaths greedy", "greedy"],
  ["find_multipaths known", "invalid"],
];

describe("a value of defaults", () => {
  it.each(carried)("%s: %j", (line, expected) => {
    expect(fateOf("defaults", line)).toEqual(expected);
  });

  it("that only counts together with others", () => {
    const more = ["san_path_err_forget_rate 5", "san_path_err_recovery_time 700000"];
    expect(fateOf("defaults", "san_path_err_threshold 8", ...more)).toBe(8);
    expect(fateOf("defaults", more[1] ?? "", "san_path_err_threshold 8", more[0] ?? "")).toBe("inexact");
  });

  it.each<[string, readonly string[], unknown]>([
    ["of 10 s", ["polling_interval 10"], 24],
    ["of 7 s, rounded up", ["polling_interval 7"], 17],
    ["where the last valid one holds", ["polling_interval 10", "polling_interval x"], 24],
    ["of a quarter of the longest", ["max_polling_interval 60"], 36],
    ["not above the longest", ["polling_interval 60", "max_polling_interval 10"], 24],
  ])("no_path_retry keeps its time with checks %s", (_, more, expected) => {
    expect(fateOf("defaults", "no_path_retry 12", ...more)).toBe(expected);
  });

  it("keeps the one before it that was valid", () => {
    const { conf } = parsed(
      "defaults {\nno_path_retry 5\nno_path_retry soon\n}",
      "defaults {\nfailback manual\n}",
    );
    const { site, carried: all, left } = toSiteSettings(conf);
    expect(site).toEqual({ defaults: { no_path_retry: 5, failback: "manual" } });
    expect(all.map(({ place }) => `${place.file}:${place.line}`)).toEqual([
      "multipath.conf:2",
      "conf.d/1.conf:2",
    ]);
    expect(left.map(({ why, place }) => [why, place.line])).toEqual([["invalid", 3]]);
  });

  it("gives way to a later one", () => {
    const { conf } = parsed("defaults {\nprio const\n}", "defaults {\nprio alua\n}");
    const { site, left } = toSiteSettings(conf);
    expect(site).toEqual({ defaults: { prio: "alua" } });
    expect(left.map(({ why, place }) => [why, place.file])).toEqual([["replaced", "multipath.conf"]]);
  });
});

describe("the table", () => {
  const entries = Object.entries(keywordTable);

  it("has a line above for every keyword that is carried and may stand in defaults", () => {
    const named = new Set(carried.map(([line]) => line.split(" ")[0]));
    const missing = entries.filter(
      ([name, { sections, fate }]) =>
        sections.includes("defaults") && fate.kind === "setting" && !named.has(name),
    );
    expect(missing.map(([name]) => name)).toEqual([]);
  });

  it.each(entries.flatMap(([name, { fate }]) => (fate.kind === "left" ? [[name, fate] as const] : [])))(
    "says what holds instead of %s",
    (name, { why, hint }) => {
      expect(hint).toMatch(/^[A-Z`\w].*\.$/);
      const sections = keywordTable[name]?.sections ?? [];
      for (const section of ["defaults", "overrides"] as const) {
        if (sections.includes(section)) expect(fateOf(section, `${name} 1`)).toBe(why);
      }
    },
  );

  it("has as many in each section as multipath-tools 0.14.3", () => {
    const count = (section: "defaults" | "device" | "overrides" | "multipath" | "protocol") =>
      entries.filter(([, { sections }]) => sections.includes(section)).length;
    expect(
      ["defaults", "device", "overrides", "multipath", "protocol"].map((one) => count(one as "device")),
    ).toEqual([76, 48, 41, 33, 4]);
  });
});
