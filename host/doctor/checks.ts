import { type Check, ok, wrong } from "../../core/diagnostic/check.ts";
import type { Diagnostic } from "../../core/diagnostic/diagnostic.ts";
import { parseRegistryEntry } from "../../core/registry/entry.ts";
import { readMultipathTarget, readSelectors } from "../device-mapper/capabilities.ts";
import { listFiles, REGISTRY } from "../registry/registry.ts";
import { isInstalled } from "../system/programs.ts";
import type { System } from "../system/system.ts";
import { readText } from "../system/text.ts";

/** What is asked about the kernel: dm_multipath, and the path selector that tables name. */
export function checkKernel(system: System): readonly Check[] {
  const target = readMultipathTarget(system);
  const multipath =
    target === undefined
      ? wrong("bad", "module-missing", "dm_multipath", "is neither loaded nor among the kernel's modules")
      : ok("module-missing", "dm_multipath", target === "loaded" ? "is loaded" : "can be loaded");
  const selectors = readSelectors(system);
  const selector =
    selectors === undefined || selectors.includes("service-time")
      ? ok("selector-missing", "path selectors", selectors?.join(" ") ?? "could not be listed")
      : wrong("warn", "selector-missing", "dm_service_time", "is not there; another selector is used");
  return [multipath, selector];
}

const PROGRAMS = [
  { program: "dmsetup", verdict: "bad", without: "no map can be made", from: "dmsetup" },
  { program: "kpartx", verdict: "warn", without: "partitions of maps get no devices", from: "kpartx" },
  { program: "sg_rtpg", verdict: "warn", without: "access states come from sysfs, late", from: "sg3-utils" },
  { program: "sg_turs", verdict: "bad", without: "no path that has failed is used again", from: "sg3-utils" },
  { program: "sg_vpd", verdict: "bad", without: "no path that has failed is used again", from: "sg3-utils" },
  { program: "flock", verdict: "bad", without: "runs cannot exclude each other", from: "util-linux" },
] as const;

/** The programs that are called, and an engine for the worker. */
export function checkPrograms(system: System): readonly Check[] {
  const programs = PROGRAMS.map(({ program, verdict, without, from }) =>
    isInstalled(system, program)
      ? ok("program-missing", program, "is installed")
      : wrong(verdict, "program-missing", program, `is missing: ${without}`, `Install the package ${from}.`),
  );
  const engine = ["qjs", "node"].find((name) => isInstalled(system, name));
  const worker =
    engine === undefined
      ? wrong(
          "bad",
          "program-missing",
          "engine",
          "neither qjs nor node is installed: the worker cannot run",
          "Install quickjs.",
        )
      : ok("program-missing", "engine", `the worker runs on ${engine}`);
  return [...programs, worker];
}

/** Files of the LUN registry that cannot be read. */
export function checkRegistry(system: System): readonly Check[] {
  const names = listFiles(system, REGISTRY);
  const broken = names.flatMap((name) => {
    const text = readText(system, `${REGISTRY}/${name}`);
    const { entry, findings } =
      text === undefined ? { entry: undefined, findings: [] } : parseRegistryEntry(text, name);
    if (entry !== undefined && findings.length === 0) return [];
    const message = findings[0]?.message ?? "cannot be read";
    return [wrong("warn", "registry-broken", `${REGISTRY}/${name}`, message)];
  });
  return broken.length > 0
    ? broken
    : [ok("registry-broken", "registry", `${names.length} files, all readable`)];
}

/** What was wrong with the site's own profiles and settings. */
export function checkSiteFiles(findings: readonly Diagnostic[]): readonly Check[] {
  if (findings.length === 0) return [ok("profile-schema", "profiles", "all files are in order")];
  return findings.map(({ code, severity, subject, message, hint, place }) => {
    const at =
      place?.line === undefined ? subject : `${place.file ?? subject}:${place.line}:${place.column ?? 1}`;
    return wrong(severity === "error" ? "bad" : "warn", code as Check["code"], at, message, hint);
  });
}

/** What /etc/multipath/bindings contradicts; nothing is told of a file that is in order, or that names no map here. */
export function checkBindings(findings: readonly Diagnostic[]): readonly Check[] {
  return findings.map(({ code, subject, message, place }) => {
    const at = place?.line === undefined ? subject : `${place.file}:${place.line}`;
    return wrong("warn", code as Check["code"], at, place === undefined ? message : `${subject} ${message}`);
  });
}
