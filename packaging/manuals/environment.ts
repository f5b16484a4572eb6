/** Variables that the programs look at, and what for. */
export const environmentVariables: Readonly<Record<string, string>> = {
  NO_COLOR: "Where it is not empty, `--color auto` colours nothing.",
  TERM: "`dumb` does the same.",
  DEBUG: "Where it is set, an error that was not foreseen is printed with its stack.",
  PATHPLUG_PROFILES: "A file of compiled profiles to use instead of those in force.",
  PATHPLUG_ENGINE: "Engine of the worker, which is else chosen by what is installed: `qjs` or `node`.",
};
