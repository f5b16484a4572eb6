import { Config, flush, run as runOclif, settings } from "@oclif/core";
import { COMMANDS } from "../commands/index.ts";
import { renderFailure } from "./cli-failure.ts";

export { COMMANDS };

/** What oclif needs to know of the package; it lies beside the bundle and is handed over, never searched for. */
interface Package {
  readonly name: string;
  readonly version: string;
}

/** Answers a missing reader (`pathplug topology | head -1`) by ending quietly, as a tool that was sent SIGPIPE does. */
function quietOnClosedPipe(stream: NodeJS.WriteStream): void {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(0);
    throw error;
  });
}

/** Plain `pathplug`, and `pathplug` with nothing but flags, means the short status. */
function withDefaultCommand(argv: readonly string[]): string[] {
  const [first] = argv;
  if (first === "help") return [...argv.slice(1), "--help"];
  const isHelp = first === "--help" || first === "-h";
  const bare = first === undefined || (first.startsWith("-") && !isHelp);
  return bare && "status" in COMMANDS ? ["status", ...argv] : [...argv];
}

/**
 * Runs the command line in `argv` (without node and script). `root` is the folder of this bundle and `pjson` the
 * package.json in it. Sets the exit status of the process; a failure is printed to stderr in our own shape.
 */
export async function start(argv: readonly string[], root: string, pjson: Package): Promise<void> {
  quietOnClosedPipe(process.stdout);
  quietOnClosedPipe(process.stderr);
  // No theme file is read: colours are ours, and a start should touch no file in the user's home.
  process.env.PATHPLUG_DISABLE_THEME = "1";
  // A shell to be asked for by name, which nobody needs: oclif looks it up in /etc/passwd, and a container may have none.
  process.env.SHELL ??= "/bin/sh";
  settings.tsnodeEnabled = false;
  const config = await loadConfig(root, pjson);
  try {
    await runOclif(withDefaultCommand(argv), config);
    await flush();
  } catch (error) {
    const { text, status } = renderFailure(error, Object.keys(COMMANDS), process.env.DEBUG !== undefined);
    if (text !== "") process.stderr.write(`${text}\n`);
    process.exitCode = status;
  }
}

/** The commands with their flags and arguments, as oclif caches them in oclif.manifest.json. Used by the build. */
export async function describeCommands(root: string, pjson: Package): Promise<unknown> {
  const config = await loadConfig(root, pjson, true);
  const [plugin] = config.getPluginsList() as unknown as readonly {
    readonly manifest: { readonly commands: unknown };
  }[];
  return { version: config.version, commands: plugin?.manifest.commands };
}

function loadConfig(root: string, pjson: Package, ignoreManifest = false): Promise<Config> {
  return Config.load({
    root,
    pjson: pjson as never,
    userPlugins: false,
    devPlugins: false,
    ignoreManifest,
  } as never);
}
