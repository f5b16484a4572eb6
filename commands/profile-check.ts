import { Args } from "@oclif/core";
import { decodeText } from "../core/bytes/text.ts";
import type { Diagnostic } from "../core/diagnostic/diagnostic.ts";
import { checkProfiles } from "../core/profile/check.ts";
import { diagnosticJson } from "../core/render/diagnostic-json.ts";
import { renderDiagnostic } from "../core/render/diagnostic-text.ts";
import { readShippedTexts, readSiteSources } from "../host/profiles/installed-profiles.ts";
import { readProfileTexts } from "../host/profiles/profile-directories.ts";
import { compileProfileDirectories, type ProfileText } from "../host/profiles/profile-files.ts";
import { fail } from "../host/system/failure.ts";
import { jsonLimits } from "../host/system/json-file.ts";
import { PathplugCommand } from "./base.ts";
import { loadValidators } from "./view.ts";

export class ProfileCheck extends PathplugCommand<typeof ProfileCheck> {
  static override summary = "Check vendor profiles: syntax, schema, matches, vectors.";
  static override description =
    "Without FILE, all profile directories and /etc/pathplug/pathplug.json are checked.";
  static override examples = [
    "<%= config.bin %> profile check",
    "<%= config.bin %> profile check ./my-array.json",
  ];
  static override strict = false;
  static override args = {
    file: Args.string({
      ignoreStdin: true,
      description: "profile or directory of profiles; more may follow",
    }),
  };

  override async run(): Promise<void> {
    const { base, system, library } = this.source;
    const given = this.given;
    const shipped = readShippedTexts(base, library);
    const site =
      given.length > 0
        ? { texts: given.flatMap((file) => this.read(file)), settings: undefined }
        : readSiteSources(system);
    const result = compileProfileDirectories(
      [...shipped, ...site.texts],
      site.settings,
      await loadValidators(),
    );
    const own = new Set(site.texts.map(({ path }) => path));
    const found = [...result.findings, ...checkProfiles(result)].filter(
      ({ subject, place }) => given.length === 0 || own.has(place?.file ?? subject),
    );
    this.report(found, given.length > 0 ? own.size : shipped.length + own.size);
  }

  private get given(): readonly string[] {
    return this.argv.filter((word, at) => !word.startsWith("-") && !TAKES_VALUE.has(this.argv[at - 1] ?? ""));
  }

  /** A file, or every profile of a directory. */
  private read(file: string): readonly ProfileText[] {
    const { base } = this.source;
    if (base.list(file) !== undefined) return readProfileTexts(base, file.replace(/\/+$/, ""), "site");
    const bytes = base.readBytes(file, jsonLimits.characters + 1);
    if (bytes === undefined)
      fail("badInput", "input-unreadable", file, `${file} cannot be read`, { place: { file } });
    const relative = file.slice(file.lastIndexOf("/") + 1);
    return [{ path: file, relative, origin: "site", text: decodeText(bytes) }];
  }

  private report(findings: readonly Diagnostic[], files: number): void {
    const errors = findings.filter(({ severity }) => severity === "error").length;
    if (this.flags.json) {
      this.printJson({ schema: "pathplug.check/1", files, findings: findings.map(diagnosticJson) });
    } else {
      for (const finding of findings) this.printText(renderDiagnostic(finding));
      this.note(`${files} files, ${errors} errors, ${findings.length - errors} warnings and notes`);
    }
    if (errors > 0) this.endWith("badInput");
  }
}

const TAKES_VALUE = new Set(["--replay", "--sysroot", "--color"]);
