import { describe, expect, it } from "vitest";
import { compileProfiles } from "../../../core/profile/compile.ts";
import { renderHwdb } from "../../../core/render/hwdb.ts";
import { ruleTargets } from "../../../core/render/rule-context.ts";
import { checkKernel, checkPrograms, checkRegistry } from "../../../host/doctor/checks.ts";
import { checkOwner } from "../../../host/doctor/owner.ts";
import { checkHwdb, checkRules } from "../../../host/doctor/udev.ts";
import { newRoot, treeSystem, writeFiles } from "../tree-system.ts";

type Files = Readonly<Record<string, string>>;

function systemOf(files: Files) {
  const root = newRoot();
  writeFiles(root, { "/etc/hostname": "", ...files });
  return treeSystem(root).system;
}

const verdicts = (checks: readonly { verdict: string; subject: string }[]): readonly string[] =>
  checks.map(({ subject, verdict }) => `${subject}: ${verdict}`);

const kernel = { "/proc/sys/kernel/osrelease": "6.12.0\n", "/sys/module/dm_mod/refcnt": "1\n" };
const ours = ruleTargets("debian").map(({ path }) => path);
const debian: Files = Object.fromEntries(
  ["55-dm.rules", "60-persistent-storage-dm.rules", ...ours].map((name) => [
    `/usr/lib/udev/rules.d/${name}`,
    "",
  ]),
);

describe("doctor", () => {
  it.each<readonly [string, Files, string]>([
    ["loaded", { ...kernel, "/sys/module/dm_multipath/refcnt": "0\n" }, "ok"],
    ["loadable", { ...kernel, "/lib/modules/6.12.0/kernel/drivers/md/dm-multipath.ko.xz": "" }, "ok"],
    ["neither", kernel, "bad"],
  ])("judges dm_multipath that is %s", (_, files, verdict) => {
    expect(verdicts(checkKernel(systemOf(files)))).toContain(`dm_multipath: ${verdict}`);
  });

  it("misses a selector that neither is loaded nor can be", () => {
    const files = { ...kernel, "/lib/modules/6.12.0/kernel/drivers/md/dm-round-robin.ko": "" };
    expect(verdicts(checkKernel(systemOf(files)))).toContain("dm_service_time: warn");
  });

  it("names each program that is missing, and what it is missed for", () => {
    const checks = checkPrograms(systemOf({ "/usr/sbin/dmsetup": "", "/usr/bin/qjs": "" }));
    expect(verdicts(checks)).toEqual([
      "dmsetup: ok",
      "kpartx: warn",
      "sg_rtpg: warn",
      "sg_turs: bad",
      "sg_vpd: bad",
      "flock: bad",
      "engine: ok",
    ]);
    expect(checks.filter(({ verdict }) => verdict !== "ok").every(({ hint }) => hint !== undefined)).toBe(
      true,
    );
  });

  it.each<readonly [string, Files, readonly string[]]>([
    ["nobody", {}, ["owner: warn", "multipathd: ok"]],
    [
      "pathplug",
      { "/etc/pathplug/owner": "pathplug listed\n", "/run/pathplug/armed": "" },
      ["owner: ok", "armed: ok", "multipathd: ok"],
    ],
    [
      "pathplug, not armed",
      { "/etc/pathplug/owner": "pathplug\n" },
      ["owner: ok", "armed: bad", "multipathd: ok"],
    ],
    [
      "pathplug, beside multipathd",
      {
        "/etc/pathplug/owner": "pathplug\n",
        "/run/pathplug/armed": "",
        "/run/multipathd.pid": "9",
        "/proc/9/stat": "",
      },
      ["owner: ok", "armed: ok", "multipathd: bad"],
    ],
    [
      "multipathd",
      { "/etc/pathplug/owner": "multipathd\n", "/run/multipathd.pid": "9", "/proc/9/stat": "" },
      ["owner: warn", "multipathd: warn"],
    ],
  ])("judges a host that is owned by %s", async (_, files, expected) => {
    const ready = { "/usr/sbin/dmsetup": "", "/usr/bin/flock": "", "/sys/module/dm_multipath/refcnt": "0\n" };
    expect(verdicts(checkOwner(systemOf({ ...ready, ...files })))).toEqual(expected);
  });

  it("tells all that speaks against arming a host, as arm does, and what to do where nothing does", async () => {
    const [, armed, ...against] = checkOwner(
      systemOf({ "/etc/pathplug/owner": "pathplug\n", "/proc/cmdline": "nompath\n" }),
    );
    expect(armed).toMatchObject({ code: "not-armed", hint: expect.stringContaining("`pathplug enable`") });
    expect(
      against.filter(({ verdict }) => verdict === "bad").map(({ code, subject }) => `${code} ${subject}`),
    ).toEqual([
      "boot-forbids host",
      "program-missing dmsetup",
      "program-missing flock",
      "module-missing dm_multipath",
    ]);
    const ready = { "/usr/sbin/dmsetup": "", "/usr/bin/flock": "", "/sys/module/dm_multipath/refcnt": "0\n" };
    const [, alone] = checkOwner(systemOf({ ...ready, "/etc/pathplug/owner": "pathplug\n" }));
    expect(alone?.hint).toContain("systemctl start pathplug-arm.service");
    const given = { "/etc/pathplug/owner": "pathplug\n", "/run/pathplug/disarmed-by-failure": "" };
    const [, byFailure] = checkOwner(systemOf({ ...ready, ...given }));
    expect(byFailure).toMatchObject({ verdict: "bad", hint: expect.stringContaining("`pathplug assemble`") });
  });

  it.each<readonly [string, Files, readonly string[]]>([
    ["not installed", {}, ["udev rules: bad"]],
    ["installed as on Debian", debian, ["udev rules: ok", "order of rules: ok"]],
    [
      "with Debian's numbers on Fedora",
      { ...debian, "/usr/lib/udev/rules.d/10-dm.rules": "" },
      ["udev rules: bad"],
    ],
    ...ours.map((name): readonly [string, Files, readonly string[]] => [
      `without ${name}`,
      Object.fromEntries(Object.entries(debian).filter(([path]) => !path.endsWith(`/${name}`))),
      ["udev rules: bad"],
    ]),
  ])("judges rules that are %s", (_, files, expected) => {
    expect(verdicts(checkRules(systemOf(files)))).toEqual(expected);
  });

  const { compiled } = compileProfiles([]);
  const source = "/etc/udev/hwdb.d/60-pathplug.hwdb";
  const binary = "/etc/udev/hwdb.bin";
  it.each<readonly [string, Files, Readonly<Record<string, number>>, string]>([
    ["missing", {}, {}, "warn"],
    ["of other profiles", { [source]: "# old\n" }, {}, "warn"],
    ["never compiled", { [source]: renderHwdb(compiled) }, {}, "warn"],
    [
      "compiled before it changed",
      { [source]: renderHwdb(compiled), [binary]: "" },
      { [source]: 2, [binary]: 1 },
      "warn",
    ],
    [
      "compiled after it changed",
      { [source]: renderHwdb(compiled), [binary]: "" },
      { [source]: 1, [binary]: 2 },
      "ok",
    ],
    ["of a recorded machine", { [source]: renderHwdb(compiled), [binary]: "" }, {}, "ok"],
  ])("judges an hwdb that is %s", (_, files, times, verdict) => {
    expect(checkHwdb(systemOf(files), compiled, (path) => times[path]).verdict).toBe(verdict);
  });

  it("names each broken file of the registry", () => {
    const files = {
      "/etc/pathplug/luns.d/naa.6001": "nonsense\n",
      "/etc/pathplug/luns.d/.hidden": "nonsense\n",
    };
    const [check, ...rest] = checkRegistry(systemOf(files));
    expect(check).toMatchObject({ verdict: "warn", subject: "/etc/pathplug/luns.d/naa.6001" });
    expect(rest).toEqual([]);
    expect(checkRegistry(systemOf({}))).toMatchObject([{ verdict: "ok" }]);
  });
});
