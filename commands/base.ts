import { Command, Flags, type Interfaces } from "@oclif/core";
import { diagnoseAny } from "../core/diagnostic/all-codes.ts";
import type { Diagnostic } from "../core/diagnostic/diagnostic.ts";
import type { ColumnLayout } from "../core/render/columns.ts";
import { diagnosticJson } from "../core/render/diagnostic-json.ts";
import { renderDiagnostic } from "../core/render/diagnostic-text.ts";
import { renderJson } from "../core/render/json-text.ts";
import { wrapText } from "../core/render/wrap-text.ts";
import { remakeInitramfs } from "../host/freeze/remake-initramfs.ts";
import { type ExitStatus, exitStatus, Failure, fail } from "../host/system/failure.ts";
import type { System } from "../host/system/system.ts";
import { withProgress } from "./progress.ts";
import { openSource, type Source } from "./source.ts";
import { colourStyle, plainStyle, type TextStyle } from "./style.ts";
import { usageMessage } from "./usage-error.ts";

/** Flags that every command takes. */
const baseFlags = {
  json: Flags.boolean({ description: "print JSON, with a versioned schema", helpGroup: "GLOBAL" }),
  replay: Flags.string({
    description: "read a machine that `pathplug record` recorded",
    helpValue: "BUNDLE",
    helpGroup: "GLOBAL",
    exclusive: ["sysroot"],
  }),
  sysroot: Flags.string({
    description: "read the machine below DIR (DIR/sys, DIR/proc, DIR/etc, DIR/run)",
    helpValue: "DIR",
    helpGroup: "GLOBAL",
  }),
  color: Flags.string({
    description: "colour the output; auto: on a terminal, unless NO_COLOR is set",
    options: ["auto", "always", "never"],
    default: "auto",
    helpGroup: "GLOBAL",
  }),
  quiet: Flags.boolean({ char: "q", description: "print no notes and warnings", helpGroup: "GLOBAL" }),
  verbose: Flags.boolean({ char: "v", description: "print more", helpGroup: "GLOBAL" }),
};

export type GivenFlags<C extends typeof Command> = Interfaces.InferredFlags<typeof baseFlags & C["flags"]>;
export type GivenArgs<C extends typeof Command> = Interfaces.InferredArgs<C["args"]>;

/** What all commands share: flags, the machine they read, and how they speak. */
export abstract class PathplugCommand<C extends typeof Command> extends Command {
  static override baseFlags = baseFlags;

  protected flags!: GivenFlags<C>;
  protected args!: GivenArgs<C>;
  /** The machine that is looked at. */
  protected source!: Source;

  override async init(): Promise<void> {
    await super.init();
    const { flags, args } = await this.parse({
      flags: this.ctor.flags,
      baseFlags: (super.ctor as typeof PathplugCommand).baseFlags,
      args: this.ctor.args,
      strict: this.ctor.strict,
    });
    this.flags = flags as GivenFlags<C>;
    this.args = args as GivenArgs<C>;
    this.source = openSource(flags, this.config.root);
  }

  protected get system(): System {
    return this.source.system;
  }

  /** Prints data; ends it with one line end. */
  protected print(text: string): void {
    if (text !== "") process.stdout.write(text.endsWith("\n") ? text : `${text}\n`);
  }

  /** Prints sentences, broken between words where the terminal is narrower; `hang` as in `wrapText`. */
  protected printText(text: string, hang?: number): void {
    this.print(wrapText(text, this.width, hang));
  }

  protected printJson(value: unknown): void {
    process.stdout.write(`${renderJson(value)}\n`);
  }

  /** Writes to stderr, broken between words where that is a narrower terminal. */
  protected tell(text: string): void {
    const { isTTY, columns } = process.stderr;
    const wrapped = wrapText(text, isTTY ? columns : undefined);
    if (text !== "") process.stderr.write(wrapped.endsWith("\n") ? wrapped : `${wrapped}\n`);
  }

  /** Says something about the work to whoever watches: stderr, not with --quiet. */
  protected note(text: string): void {
    if (!this.flags.quiet) this.tell(`pathplug: ${text}`);
  }

  /** Says that an initramfs that was made before knows the host otherwise than it is now. */
  protected noteInitramfs(): void {
    const command = remakeInitramfs(this.system);
    if (command !== undefined) this.note(`the initramfs is of before: make it anew with \`${command}\``);
  }

  /** Says what was found on the way. */
  protected noteFindings(findings: readonly Diagnostic[]): void {
    if (this.flags.quiet) return;
    for (const finding of findings) this.tell(renderDiagnostic(finding));
  }

  /** Waits for work that may take long. */
  protected working<T>(what: string, work: Promise<T>): Promise<T> {
    return withProgress(what, this.flags.quiet, work);
  }

  /** Ends the command with a status, after what is printed already. */
  protected endWith(status: ExitStatus): void {
    process.exitCode = exitStatus[status];
  }

  /** Characters of a line; absent where the output is no terminal. */
  protected get width(): number | undefined {
    return process.stdout.isTTY ? process.stdout.columns : undefined;
  }

  /** How tables fit the terminal. */
  protected get layout(): ColumnLayout {
    return this.width === undefined ? {} : { width: this.width };
  }

  protected get style(): TextStyle {
    const { color } = this.flags;
    const wanted = color === "auto" ? isColourTerminal() : color === "always";
    return wanted ? colourStyle : plainStyle;
  }

  /** For commands that change this machine. */
  protected requireLive(): void {
    if (!this.system.live) {
      fail("usage", "not-live", "host", `\`pathplug ${spoken(this.id)}\` works on the running machine only`);
    }
  }

  /** For commands that change this machine and do not only tell what they would do. */
  protected requireRoot(): void {
    this.requireLive();
    if (process.getuid?.() !== 0) {
      fail("needsRoot", "needs-root", "host", `\`pathplug ${spoken(this.id)}\` has to be run by root`);
    }
  }

  protected override async catch(error: Error): Promise<unknown> {
    const failure = error instanceof Failure ? error : usageFailure(error, this.argv);
    if (failure === undefined) return super.catch(error);
    if (this.argv.includes("--json")) this.printJson({ error: diagnosticJson(failure.diagnostic) });
    else this.tell(renderDiagnostic(failure.diagnostic));
    this.endWith(failure.status);
    return undefined;
  }
}

function spoken(id: string | undefined): string {
  return (id ?? "").replaceAll(":", " ");
}

function isColourTerminal(): boolean {
  const { NO_COLOR = "", TERM } = process.env;
  return process.stdout.isTTY && NO_COLOR === "" && TERM !== "dumb";
}

/** A mistake in the command line; told here only where JSON is asked for. */
function usageFailure(error: Error, argv: readonly string[]): Failure | undefined {
  const message = argv.includes("--json") ? usageMessage(error) : undefined;
  return message === undefined
    ? undefined
    : new Failure(diagnoseAny("bad-argument", "command line", message), "usage");
}
