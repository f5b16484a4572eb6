/**
 * How a rig case wants to be run; the words after `# rig:` in its first ten lines, all optional:
 *   suites=trixie,sid        the guests it runs in (trixie)
 *   engines=qjs,node         the worker's engines, one run each (qjs); all in the first of the suites, the first in the others
 *   with=PKG,…               more Debian packages in the guest; `with=none|PKG,…` runs it with and without
 *   timeout=SECONDS          of each run (120)
 *   boot=NAME                cases of one name share a guest (main); a name of its own gives a case its own guest
 *   mem=MB                   memory of the guest (rig/run's default)
 *   when=asked               only where `--only` names it: a proof that takes longer than a whole run may
 *   state=-                  the guest's root outlives a reboot: for a case that reboots, which has a boot of its own
 *   lun=…  disk=…  append=…  passed on to rig/run as --lun, --plain-disk and --append; may be repeated
 */
export interface RigCase {
  /** File name without `.sh`. */
  readonly name: string;
  readonly suites: readonly string[];
  readonly engines: readonly string[];
  /** Alternatives, each a comma-separated list of packages, empty for none. */
  readonly packages: readonly string[];
  readonly timeout: number;
  readonly boot: string;
  /** Whether it is left out where nobody names it. */
  readonly onlyAsked: boolean;
  /** Further arguments for rig/run. */
  readonly options: readonly string[];
}

/** One start of a guest and what is run in it, in order. */
export interface RigBoot {
  readonly name: string;
  readonly suite: string;
  readonly packages: string;
  readonly options: readonly string[];
  readonly runs: readonly RigRun[];
}

export interface RigRun {
  readonly name: string;
  readonly engine: string;
  readonly timeout: number;
}

const passedOn: Readonly<Record<string, string>> = {
  lun: "--lun",
  disk: "--plain-disk",
  append: "--append",
  mem: "--mem",
  state: "--state",
};
const known = ["suites", "engines", "with", "timeout", "boot"];

/** Reads a case's header. A word that is not understood is an error, so that no wish is lost by a typing mistake. */
export function readRigCase(name: string, text: string): RigCase {
  const header = text
    .split("\n")
    .slice(0, 10)
    .flatMap((line) => /^# rig:(.*)$/.exec(line)?.[1] ?? []);
  const words = header
    .join(" ")
    .split(/\s+/)
    .filter((word) => word !== "");
  const settings = new Map<string, string>();
  const options: string[] = [];
  let onlyAsked = false;
  for (const word of words) {
    const [, key = "", value = ""] = /^(\w+)=(.+)$/.exec(word) ?? [];
    const option = passedOn[key];
    if (option !== undefined) options.push(option, value);
    else if (word === "when=asked") onlyAsked = true;
    else if (known.includes(key)) settings.set(key, value);
    else throw new Error(`test/rig/cases/${name}.sh: "${word}" in the rig header is not understood`);
  }
  const packages = (settings.get("with") ?? "none").split("|").map((each) => (each === "none" ? "" : each));
  return {
    name,
    suites: (settings.get("suites") ?? "trixie").split(","),
    engines: (settings.get("engines") ?? "qjs").split(","),
    packages,
    timeout: Number(settings.get("timeout") ?? "120"),
    boot: settings.get("boot") ?? "main",
    onlyAsked,
    options,
  };
}

/**
 * Groups cases into as few boots as their wishes allow. The runs in them keep the order of the cases; the boots with the
 * most runs come first, so that guests side by side end at about the same time.
 */
export function groupIntoBoots(cases: readonly RigCase[]): readonly RigBoot[] {
  const boots = new Map<string, RigBoot & { readonly runs: RigRun[] }>();
  for (const each of cases) {
    for (const suite of each.suites) {
      for (const packages of each.packages) {
        const key = JSON.stringify([suite, packages, each.boot, each.options]);
        const name = [suite, each.boot, packages.replaceAll(",", "+")]
          .filter((word) => word !== "")
          .join("-");
        const taken = [...boots.values()].filter(
          (boot) => boot.name === name || boot.name.startsWith(`${name}.`),
        ).length;
        const boot = boots.get(key) ?? {
          name: taken === 0 ? name : `${name}.${taken + 1}`,
          suite,
          packages,
          options: each.options,
          runs: [],
        };
        boots.set(key, boot);
        const engines = suite === each.suites[0] ? each.engines : each.engines.slice(0, 1);
        for (const engine of engines) boot.runs.push({ name: each.name, engine, timeout: each.timeout });
      }
    }
  }
  return [...boots.values()].sort((one, other) => other.runs.length - one.runs.length);
}

/**
 * What rig/run is given for a boot: its options, the variables that the cases find, and the cases as
 * `ENGINE:TIMEOUT:NAME`.
 */
export function rigArguments(
  boot: RigBoot,
  environment: Readonly<Record<string, string>>,
): readonly string[] {
  // By the clock of this machine, which may have other things to do: for a guest that hangs. The cases' own limits are by
  // that of the guest.
  const limit = 300 + 3 * boot.runs.reduce((sum, { timeout }) => sum + timeout + 10, 0);
  return [
    ...["--suite", boot.suite, "--name", `test-${boot.name}`, "--timeout", String(limit)],
    // Time-outs in the guest are then the same on a busy machine, and a fork of one processor costs half of one of two.
    ...["--icount", "--cpus", "1"],
    ...(boot.packages === "" ? [] : ["--with", boot.packages]),
    ...Object.entries(environment).flatMap(([name, value]) => ["--env", `${name}=${value}`]),
    ...boot.options,
    "test/rig/run-cases",
    ...boot.runs.map(({ engine, timeout, name }) => `${engine}:${timeout}:${name}`),
  ];
}
